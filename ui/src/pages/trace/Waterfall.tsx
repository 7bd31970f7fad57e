import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Schemas } from "../../api/client";
import { type Micros, micros } from "../../api/units";
import { FindSpans } from "./FindSpans";
import { matchingRows } from "./find";
import { Ruler } from "./Ruler";
import { SpanRow } from "./SpanRow";
import { ticks } from "./ticks";
import type { Row } from "./tree";
import { step } from "./treeKeys";
import styles from "./Waterfall.module.css";

const ROW_PIXELS = 28;

interface WaterfallProps {
  readonly trace: Schemas["Trace"];
  readonly rows: readonly Row[];
  readonly colours: ReadonlyMap<string, string>;
  /** The key of the node whose details are open. */
  readonly openKey: string | null;
  readonly onShow: (key: string | null) => void;
  readonly onToggle: (row: Row) => void;
  readonly onToggleAll: () => void;
  readonly anyCollapsed: boolean;
  readonly find: string;
  readonly onFind: (text: string) => void;
}

/**
 * Spans as bars under a time ruler. Only the rows in sight exist in the document, so that 10,000 of them scroll smoothly;
 * the keyboard moves an active row within the one focusable tree.
 */
export function Waterfall(props: WaterfallProps) {
  const { trace, rows, colours, openKey, onShow, onToggle, onToggleAll, anyCollapsed } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PIXELS,
    overscan: 12,
  });
  const spanned = useMemo(() => fullMicros(trace), [trace]);
  const marks = useMemo(() => ticks(spanned, 5), [spanned]);
  const matches = useMemo(() => matchingRows(rows, props.find), [rows, props.find]);
  const matching = useMemo(() => new Set(matches), [matches]);
  const current = Math.min(active, rows.length - 1);

  // A span that the address names is brought into sight once, when the page opens.
  const opened = useRef(false);
  useEffect(() => {
    if (opened.current) return;
    opened.current = true;
    const index = rows.findIndex(({ node }) => node.key === openKey);
    if (index < 0) return;
    setActive(index);
    virtual.scrollToIndex(index, { align: "center" });
  }, [rows, openKey, virtual]);

  const goTo = (index: number) => {
    setActive(index);
    virtual.scrollToIndex(index);
    const next = rows[index];
    // With the details open they follow the active row.
    if (openKey !== null && next) onShow(next.node.key);
  };
  const flip = (row: Row) => onShow(row.node.key === openKey ? null : row.node.key);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const row = rows[current];
    const action = row && !hasModifier(event) && step(event.key, current, rows);
    if (!action) return;
    event.preventDefault();
    if (action.kind === "move") goTo(action.index);
    else if (action.kind === "toggle") onToggle(row);
    else if (action.kind === "open") flip(row);
    else onShow(null);
  };

  return (
    <section className={`card ${styles.waterfall}`} aria-label="Spans">
      <Ruler marks={marks} spanned={spanned}>
        <FindSpans
          text={props.find}
          onText={props.onFind}
          matches={matches}
          current={current}
          onGo={goTo}
        />
        <button type="button" className="button quiet" onClick={onToggleAll}>
          {anyCollapsed ? "Expand all" : "Collapse all"}
        </button>
      </Ruler>
      <div
        ref={scroller}
        className={styles.scroll}
        role="tree"
        tabIndex={0}
        aria-label="Spans of the trace. Arrows move and fold, Enter shows the details"
        aria-activedescendant={rows[current] && rowId(rows[current])}
        onKeyDown={onKeyDown}
      >
        <div className={styles.rows} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            return (
              row && (
                <SpanRow
                  key={row.node.key}
                  id={rowId(row)}
                  row={row}
                  top={start}
                  spanned={spanned}
                  marks={marks}
                  colour={colours.get(row.node.span?.service ?? "") ?? "var(--idle)"}
                  active={index === current}
                  open={row.node.key === openKey}
                  found={matching.has(index)}
                  onActivate={() => {
                    setActive(index);
                    flip(row);
                  }}
                  onToggle={() => onToggle(row)}
                />
              )
            );
          })}
        </div>
      </div>
    </section>
  );
}

const rowId = (row: Row) => `span-row-${row.node.key}`;

/** With a modifier a key belongs to the browser. */
const hasModifier = (event: React.KeyboardEvent) => event.ctrlKey || event.metaKey || event.altKey;

/** A span may end after what the trace says of itself, as with clocks that differ. */
function fullMicros(trace: Schemas["Trace"]): Micros {
  let end: number = trace.durationMicros;
  for (const span of trace.spans) end = Math.max(end, span.startOffsetMicros + span.durationMicros);
  return micros(end);
}
