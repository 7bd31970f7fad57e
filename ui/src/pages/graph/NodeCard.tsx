import { memo } from "react";
import type { Schemas } from "../../api/client";
import { formatMillis, formatPercent, formatRateNumber } from "../../format/numbers";
import { HealthIcon } from "../../parts/Health";
import { isOnlyOpen } from "../../parts/traffic";
import styles from "./Graph.module.css";
import { NODE_HEIGHT, type Point } from "./layout";
import type { Selection } from "./url";

interface NodeCardProps {
  readonly id: string;
  readonly node: Schemas["Node"];
  readonly at: Point | undefined;
  readonly width: number;
  readonly lit: boolean;
  readonly selected: boolean;
  readonly tabStop: boolean;
  readonly onSelect: (selection: Selection) => void;
  readonly onHover: (name: string | null) => void;
  readonly onFocus: (name: string) => void;
  readonly onKeyDown: (event: React.KeyboardEvent, name: string) => void;
}

export const NodeCard = memo(function NodeCard(props: NodeCardProps) {
  const { id, node, at, width, lit, selected, tabStop, onSelect, onHover, onFocus, onKeyDown } =
    props;
  if (!at) return null;
  return (
    <button
      type="button"
      id={id}
      className={styles.node}
      data-health={node.health}
      data-kind={node.kind}
      data-lit={lit}
      aria-pressed={selected}
      tabIndex={tabStop ? 0 : -1}
      style={{
        width,
        height: NODE_HEIGHT,
        transform: `translate(${at.x}px, ${at.y}px)`,
      }}
      onClick={() => onSelect({ kind: "node", name: node.name })}
      onMouseEnter={() => onHover(node.name)}
      onMouseLeave={() => onHover(null)}
      onFocus={() => onFocus(node.name)}
      onKeyDown={(event) => onKeyDown(event, node.name)}
    >
      <span className={styles.nodeName}>
        <HealthIcon state={node.health} />
        <span>{node.name}</span>
      </span>
      <span className={styles.nodeNumbers}>{numbers(node)}</span>
    </button>
  );
});

/** Rate, share of errors and p99; for ears with the words that the eye gets from the places. */
function numbers({ kind, stats }: Schemas["Node"]) {
  if (isOnlyOpen(stats)) return "connections open";
  if (stats.requests === 0) return kind === "external" ? "outside the mesh" : "no requests";
  return (
    <>
      <span>{formatRateNumber(stats.requestsPerSecond)}/s</span>
      <span data-errors={stats.errors > 0}>
        {formatPercent(stats.errorRatio)}
        <span className="visually-hidden"> errors, p99 </span>
      </span>
      <span>{formatMillis(stats.p99Millis)}</span>
    </>
  );
}
