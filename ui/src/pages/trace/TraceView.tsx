import { useCallback, useMemo, useState } from "react";
import { useSearchParams } from "wouter";
import type { Schemas } from "../../api/client";
import { serviceColours } from "../../parts/colours";
import { SpanPanel } from "./SpanPanel";
import styles from "./TracePage.module.css";
import { buildTree, type Row, visibleRows } from "./tree";
import { parseTrace, withFind, withSpan } from "./url";
import { Waterfall } from "./Waterfall";

/** The waterfall and, beside it, the span that the address names. */
export function TraceView({ trace }: { trace: Schemas["Trace"] }) {
  const [params, setParams] = useSearchParams();
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(() => new Set());
  const roots = useMemo(() => buildTree(trace.spans), [trace]);
  const rows = useMemo(() => visibleRows(roots, collapsed), [roots, collapsed]);
  const colours = useMemo(() => serviceColours(trace.spans.map(({ service }) => service)), [trace]);
  const { span, find } = parseTrace(params);
  const open = rows.find(({ node }) => node.key === span)?.node;

  const show = useCallback(
    (key: string | null) => setParams((current) => withSpan(current, key), { replace: true }),
    [setParams],
  );
  const toggle = useCallback(
    ({ node }: Row) =>
      setCollapsed((before) => {
        const next = new Set(before);
        if (!next.delete(node.key)) next.add(node.key);
        return next;
      }),
    [],
  );
  const collapseAll = () =>
    setCollapsed(
      collapsed.size > 0
        ? new Set()
        : new Set(
            rows.filter(({ below, depth }) => below > 0 && depth > 0).map(({ node }) => node.key),
          ),
    );

  return (
    <div className={styles.view} data-open={open !== undefined}>
      <Waterfall
        trace={trace}
        rows={rows}
        colours={colours}
        openKey={open?.key ?? null}
        onShow={show}
        onToggle={toggle}
        onToggleAll={collapseAll}
        anyCollapsed={collapsed.size > 0}
        find={find}
        onFind={(text) => setParams((current) => withFind(current, text), { replace: true })}
      />
      {open && <SpanPanel node={open} colours={colours} onClose={() => show(null)} />}
    </div>
  );
}
