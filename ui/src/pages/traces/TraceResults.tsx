import type { Schemas } from "../../api/client";
import { formatExact, formatMillis, plural } from "../../format/numbers";
import { formatFull, formatTime } from "../../format/times";
import { serviceColours } from "../../parts/colours";
import { Icon } from "../../parts/Icon";
import { Empty } from "../../parts/states";
import { SharedLink } from "../../shell/links";
import { Scatter } from "./Scatter";
import styles from "./TracesPage.module.css";
import type { TraceSearch } from "./url";

interface TraceResultsProps {
  readonly page: Schemas["TracePage"];
  readonly search: TraceSearch;
  readonly onShow: (search: TraceSearch) => void;
  /** The answer is the one to the search before. */
  readonly stale: boolean;
}

export function TraceResults({ page, search, onShow, stale }: TraceResultsProps) {
  const { traces, nextCursor } = page;
  const { cursor, ...newest } = search;
  if (traces.length === 0)
    return <NoTraces older={cursor !== undefined} onClear={() => onShow(cursor ? newest : {})} />;
  const colours = serviceColours(traces.flatMap(({ services }) => services));
  const longestMillis = Math.max(...traces.map(({ durationMillis }) => durationMillis));
  return (
    <>
      <Scatter traces={traces} />
      <ul className={`card ${styles.list}`} data-stale={stale} aria-label="Traces">
        {traces.map((trace) => (
          <li key={trace.traceId}>
            <Row trace={trace} colours={colours} longestMillis={longestMillis} />
          </li>
        ))}
      </ul>
      <nav className={styles.pages} aria-label="Older and newer traces">
        <span className="faint">{plural(traces.length, "trace")} on this page</span>
        <span>
          {cursor && (
            <button type="button" className="button" onClick={() => onShow(newest)}>
              Newest
            </button>
          )}{" "}
          <button
            type="button"
            className="button"
            disabled={nextCursor === null}
            // Only for a moment: a disabled button would lose the focus.
            aria-disabled={stale}
            onClick={() => {
              if (nextCursor !== null && !stale) onShow({ ...search, cursor: nextCursor });
            }}
          >
            Older <Icon name="chevronRight" size={12} />
          </button>
        </span>
      </nav>
    </>
  );
}

interface RowProps {
  readonly trace: Schemas["TraceSummary"];
  readonly colours: ReadonlyMap<string, string>;
  readonly longestMillis: number;
}

function Row({ trace, colours, longestMillis }: RowProps) {
  const started = new Date(trace.startedAt);
  const share = longestMillis > 0 ? (trace.durationMillis / longestMillis) * 100 : 0;
  return (
    <SharedLink
      to={`/traces/${trace.traceId}`}
      className={styles.row}
      data-error={trace.errorCount > 0}
    >
      <span className={styles.when} title={formatFull(started)}>
        {formatTime(started)}
      </span>
      <span className={styles.name}>
        <span className={styles.dot} style={{ background: colours.get(trace.rootService) }} />
        <span>
          {trace.rootService} <span className="faint">{trace.rootName}</span>
        </span>
      </span>
      <span className={styles.bar}>
        <span style={{ width: `${share}%` }} />
      </span>
      <span className={styles.duration}>{formatMillis(trace.durationMillis)}</span>
      <span className={styles.chips}>
        {trace.services.map((service) => (
          <span key={service} className={styles.chip}>
            <span className={styles.dot} style={{ background: colours.get(service) }} />
            {service}
          </span>
        ))}
      </span>
      <span className={styles.counts}>
        {trace.errorCount > 0 && <b>{plural(trace.errorCount, "error")} · </b>}
        {formatExact(trace.spanCount)} {trace.spanCount === 1 ? "span" : "spans"}
      </span>
    </SharedLink>
  );
}

function NoTraces({ older, onClear }: { older: boolean; onClear: () => void }) {
  return (
    <div className="card">
      <Empty
        title={older ? "No older traces" : "No trace meets all conditions"}
        actions={
          <button type="button" className="button" onClick={onClear}>
            {older ? "Back to the newest" : "Clear the conditions"}
          </button>
        }
      >
        {older
          ? "This is the end of the time range."
          : "Remove a condition, or choose a longer time range. Only sampled requests have a trace; counts on the other pages cover every request."}
      </Empty>
    </div>
  );
}
