import type { Micros } from "../../api/units";
import { formatExact, formatMicros } from "../../format/numbers";
import { Icon } from "../../parts/Icon";
import type { Row } from "./tree";
import styles from "./Waterfall.module.css";

/** Deeper than this the indent stays, or a long chain would push its names out of sight. */
const MOST_INDENTS = 16;

interface SpanRowProps {
  readonly id: string;
  readonly row: Row;
  readonly top: number;
  readonly spanned: Micros;
  readonly marks: readonly Micros[];
  readonly colour: string;
  readonly active: boolean;
  readonly open: boolean;
  readonly found: boolean;
  readonly onActivate: () => void;
  readonly onToggle: () => void;
}

export function SpanRow(props: SpanRowProps) {
  const { id, row, top, active, open, found, onActivate, onToggle } = props;
  const { span } = row.node;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it hears the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus and names this row active
    <div
      id={id}
      role="treeitem"
      aria-level={row.depth + 1}
      aria-expanded={row.below > 0 ? !row.collapsed : undefined}
      aria-selected={open}
      className={styles.row}
      data-active={active}
      data-found={found}
      data-error={span?.status === "error"}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onActivate}
    >
      <div
        className={styles.name}
        style={{ paddingLeft: 8 + Math.min(row.depth, MOST_INDENTS) * 14 }}
      >
        <Fold row={row} onToggle={onToggle} />
        <Name {...props} />
      </div>
      <Bar {...props} />
    </div>
  );
}

function Fold({ row, onToggle }: { row: Row; onToggle: () => void }) {
  if (row.below === 0) return <span className={styles.leaf} />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a mouse's way to what the arrows do
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <span
      className={styles.fold}
      data-collapsed={row.collapsed}
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <Icon name="chevronDown" size={12} />
    </span>
  );
}

function Name({ row, colour }: SpanRowProps) {
  const { span, spanId } = row.node;
  if (!span) {
    return (
      <span className={styles.missing}>
        <Icon name="warning" size={13} /> Missing span <code>{spanId.slice(0, 8)}</code>
        <span className="faint">never received, or not sampled</span>
      </span>
    );
  }
  return (
    <>
      <span className={styles.swatch} style={{ background: colour }} />
      <span className={styles.text}>
        <b>{span.service}</b> <span className={styles.operation}>{span.name}</span>
      </span>
      {span.status === "error" && (
        <span className={styles.error} title={span.statusMessage || "error"}>
          <Icon name="warning" size={13} />
          <span className="visually-hidden">error</span>
        </span>
      )}
      {row.collapsed && (
        <span className={styles.below} data-error={row.errorsBelow > 0}>
          +{formatExact(row.below)}
          {row.errorsBelow > 0 && ` (${formatExact(row.errorsBelow)} failed)`}
        </span>
      )}
    </>
  );
}

function Bar({ row, spanned, marks, colour }: SpanRowProps) {
  const { span, startMicros, endMicros } = row.node;
  const total = Math.max(1, spanned);
  const left = (startMicros / total) * 100;
  const width = ((endMicros - startMicros) / total) * 100;
  // The label stands on the side that has room for it.
  const before = left + width > 82 && left > 18;
  return (
    <div className={styles.track}>
      {marks.map((at) => (
        <span key={at} className={styles.mark} style={{ left: `${(at / total) * 100}%` }} />
      ))}
      <span
        className={styles.bar}
        data-missing={span === null}
        data-kind={span?.kind}
        style={{ left: `${left}%`, width: `${width}%`, "--bar": colour } as React.CSSProperties}
      />
      {span && (
        <span
          className={styles.duration}
          data-before={before}
          style={before ? { right: `${100 - left}%` } : { left: `${Math.min(left + width, 100)}%` }}
        >
          {formatMicros(span.durationMicros)}
        </span>
      )}
    </div>
  );
}
