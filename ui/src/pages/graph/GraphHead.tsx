import type { Schemas } from "../../api/client";
import { formatPercent, plural } from "../../format/numbers";
import { Icon } from "../../parts/Icon";
import styles from "./Graph.module.css";
import type { GraphState } from "./url";

export function Totals({ graph }: { graph: Schemas["Graph"] }) {
  const requests = graph.edges.reduce((sum, { stats }) => sum + stats.requests, 0);
  const errors = graph.edges.reduce((sum, { stats }) => sum + stats.errors, 0);
  if (requests === 0) return null;
  return (
    <>
      {plural(graph.nodes.length, "service")}, {plural(graph.edges.length, "connection")},{" "}
      {formatPercent(errors / requests)} of {plural(requests, "call")} failed
    </>
  );
}

interface ViewToggleProps {
  readonly view: GraphState["view"];
  readonly onChange: (view: GraphState["view"]) => void;
}

export function ViewToggle({ view, onChange }: ViewToggleProps) {
  return (
    <div className={styles.toggle} role="group" aria-label="View">
      <button
        type="button"
        className="button"
        aria-pressed={view === "picture"}
        onClick={() => onChange("picture")}
      >
        <Icon name="graph" /> Graph
      </button>
      <button
        type="button"
        className="button"
        aria-pressed={view === "table"}
        onClick={() => onChange("table")}
      >
        <Icon name="table" /> Table
      </button>
    </div>
  );
}
