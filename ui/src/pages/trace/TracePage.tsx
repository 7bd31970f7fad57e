import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "../../api/client";
import { traceQuery } from "../../api/queries";
import { formatMicros, plural } from "../../format/numbers";
import { formatFull } from "../../format/times";
import { Answer, CompletenessNotes } from "../../parts/Answer";
import { Banner, SkeletonLines } from "../../parts/states";
import { SharedLink } from "../../shell/links";
import { Page } from "../../shell/Page";
import styles from "./TracePage.module.css";
import { TraceView } from "./TraceView";

export default function TracePage({ traceId }: { traceId: string }) {
  const query = useQuery(traceQuery(traceId));
  const root =
    query.data?.spans.find(({ parentSpanId }) => parentSpanId === null) ?? query.data?.spans[0];
  return (
    <Page
      full
      name={root ? `${root.service} ${root.name}` : `Trace ${traceId.slice(0, 8)}`}
      title={
        root ? (
          <>
            {root.service} <span className="faint">{root.name}</span>
          </>
        ) : (
          "Trace"
        )
      }
      summary={query.data && <Summary trace={query.data} />}
      actions={
        <SharedLink to="/traces" className="button">
          All traces
        </SharedLink>
      }
    >
      <Answer
        query={query}
        skeleton={
          <div className="card">
            <SkeletonLines count={16} />
          </div>
        }
      >
        {(trace) => (
          <>
            <CompletenessNotes of={trace.completeness} />
            {trace.truncated && (
              <Banner>This trace has more than 10,000 spans: the earliest 10,000 are shown.</Banner>
            )}
            <TraceView trace={trace} />
          </>
        )}
      </Answer>
    </Page>
  );
}

function Summary({ trace }: { trace: Schemas["Trace"] }) {
  const errors = trace.spans.filter(({ status }) => status === "error").length;
  const services = new Set(trace.spans.map(({ service }) => service)).size;
  return (
    <span className={styles.summary}>
      <b>{formatMicros(trace.durationMicros)}</b>
      <span>{plural(trace.spans.length, "span")}</span>
      <span>{plural(services, "service")}</span>
      {errors > 0 && <span className={styles.errors}>{plural(errors, "error")}</span>}
      <span>{formatFull(new Date(trace.startedAt))}</span>
      <code>{trace.traceId}</code>
    </span>
  );
}
