import type { Micros } from "../../api/units";
import { formatMicros, formatPercent } from "../../format/numbers";
import { formatFull } from "../../format/times";
import { Fact, Facts, SidePanel } from "../../parts/SidePanel";
import { SharedLink } from "../../shell/links";
import { SpanEvents } from "./SpanEvents";
import styles from "./TracePage.module.css";
import { type Span, selfMicros, type TreeNode } from "./tree";
import { spanParams } from "./url";

interface SpanPanelProps {
  readonly node: TreeNode;
  readonly colours: ReadonlyMap<string, string>;
  readonly onClose: () => void;
}

export function SpanPanel({ node, colours, onClose }: SpanPanelProps) {
  const { span } = node;
  if (!span) return <MissingPanel node={node} onClose={onClose} />;
  return (
    <SidePanel
      label="Span"
      onClose={onClose}
      title={
        <>
          <span style={{ color: colours.get(span.service) }}>{span.service}</span> {span.name}
        </>
      }
    >
      {span.status === "error" && (
        <p className={styles.message}>
          {span.statusMessage || span.attributes["error.type"] || "This span ended with an error."}
        </p>
      )}
      <Facts>
        <Fact name="Service">
          <SharedLink to={`/services/${encodeURIComponent(span.service)}`} className="link">
            {span.service}
          </SharedLink>
        </Fact>
        <Fact name="Kind">{span.kind}</Fact>
        <Fact name="Started">
          {formatFull(new Date(span.startedAt))}, {formatMicros(span.startOffsetMicros)} into the
          trace
        </Fact>
        <Fact name="Duration">{formatMicros(span.durationMicros)}</Fact>
        <Fact name="Self time">{selfTime(node, span.durationMicros)}</Fact>
        <Fact name="Span id">
          <code>{span.spanId}</code>
        </Fact>
        <Fact name="Parent">
          {span.parentSpanId ? <code>{span.parentSpanId}</code> : "none: the root"}
        </Fact>
      </Facts>
      <Attributes title="Attributes" of={span.attributes} open />
      <SpanEvents span={span} />
      <Links span={span} />
      <Attributes title="Resource" of={span.resource} />
      {span.scope && <p className="faint">Recorded by {span.scope}</p>}
    </SidePanel>
  );
}

function selfTime(node: TreeNode, duration: Micros): string {
  const self = selfMicros(node);
  return duration > 0
    ? `${formatMicros(self)} (${formatPercent(self / duration)})`
    : formatMicros(self);
}

function MissingPanel({ node, onClose }: { node: TreeNode; onClose: () => void }) {
  return (
    <SidePanel label="Span" title="Missing span" onClose={onClose}>
      <p>
        Other spans name <code>{node.spanId}</code> as their parent, but it was not received: it may
        still be on its way, its service may not be sampled, or it was dropped.
      </p>
    </SidePanel>
  );
}

interface AttributesProps {
  readonly title: string;
  readonly of: Readonly<Record<string, string>>;
  readonly open?: boolean;
}

function Attributes({ title, of, open = false }: AttributesProps) {
  const entries = Object.entries(of).sort(([a], [b]) => a.localeCompare(b));
  if (entries.length === 0) return null;
  return (
    <details className={styles.section} open={open}>
      <summary>
        {title} ({entries.length})
      </summary>
      <Facts>
        {entries.map(([key, value]) => (
          <Fact key={key} name={key}>
            <span className={styles.value}>{value}</span>
          </Fact>
        ))}
      </Facts>
    </details>
  );
}

function Links({ span }: { span: Span }) {
  if (span.links.length === 0) return null;
  return (
    <section className={styles.section}>
      <h3>Links ({span.links.length})</h3>
      <ul>
        {span.links.map((link) => (
          <li key={`${link.traceId} ${link.spanId}`}>
            <SharedLink
              to={`/traces/${link.traceId}`}
              query={spanParams(link.spanId)}
              className="link"
            >
              <code>{link.traceId.slice(0, 16)}…</code>
            </SharedLink>
          </li>
        ))}
      </ul>
    </section>
  );
}
