import type { Schemas } from "../../api/client";
import { formatRateNumber } from "../../format/numbers";
import { HealthIcon, healthOf } from "../../parts/Health";
import { SidePanel } from "../../parts/SidePanel";
import { ErrorShare } from "../../parts/traffic";
import { SharedLink } from "../../shell/links";
import { GoldenSignals } from "../service/GoldenSignals";
import { tracesParams } from "../traces/url";
import styles from "./Graph.module.css";
import { StatFacts } from "./StatFacts";
import { edgeId } from "./topology";
import type { Selection } from "./url";

interface NodePanelProps {
  readonly node: Schemas["Node"];
  readonly graph: Schemas["Graph"];
  readonly onSelect: (selection: Selection) => void;
  readonly onClose: () => void;
}

export function NodePanel({ node, graph, onSelect, onClose }: NodePanelProps) {
  const { name, kind, health, stats } = node;
  return (
    <SidePanel
      label={`Service ${name}`}
      grabFocus
      onClose={onClose}
      title={
        <>
          <HealthIcon state={health} size={16} /> {name}
        </>
      }
    >
      <div className={styles.links}>
        <SharedLink to={`/services/${encodeURIComponent(name)}`} className="button primary">
          Open service
        </SharedLink>
        <SharedLink to="/traces" query={tracesParams({ service: name })} className="button">
          Traces
        </SharedLink>
        {stats.errors > 0 && (
          <SharedLink
            to="/traces"
            query={tracesParams({ service: name, status: "error" })}
            className="button"
          >
            Errors
          </SharedLink>
        )}
      </div>
      {kind === "external" && <p className="faint">Calls that came through no tap proxy.</p>}
      {kind === "other" && <p className="faint">Names that were folded to bound their number.</p>}
      {stats.requests > 0 && (
        <>
          <StatFacts stats={stats} />
          <GoldenSignals of={{ service: name }} syncKey="panel" narrow />
        </>
      )}
      <Peers
        title="Called by"
        end="source"
        edges={graph.edges.filter(({ destination }) => destination === name)}
        onSelect={onSelect}
      />
      <Peers
        title="Calls"
        end="destination"
        edges={graph.edges.filter(({ source }) => source === name)}
        onSelect={onSelect}
      />
    </SidePanel>
  );
}

interface PeersProps {
  readonly title: string;
  readonly end: "source" | "destination";
  readonly edges: readonly Schemas["Edge"][];
  readonly onSelect: (selection: Selection) => void;
}

function Peers({ title, end, edges, onSelect }: PeersProps) {
  if (edges.length === 0) return null;
  return (
    <section className={styles.peers}>
      <h3>{title}</h3>
      {edges.map((edge) => (
        <button
          key={edgeId(edge)}
          type="button"
          aria-label={edgeId(edge)}
          onClick={() =>
            onSelect({ kind: "edge", source: edge.source, destination: edge.destination })
          }
        >
          <span>
            <HealthIcon state={healthOf(edge.stats)} size={12} />
            {edge[end]}
          </span>
          <span className="faint">
            {formatRateNumber(edge.stats.requestsPerSecond)}/s · <ErrorShare stats={edge.stats} />
          </span>
        </button>
      ))}
    </section>
  );
}
