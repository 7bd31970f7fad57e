import type { Schemas } from "../../api/client";
import { HealthIcon, healthOf } from "../../parts/Health";
import { Icon } from "../../parts/Icon";
import { Fact, SidePanel } from "../../parts/SidePanel";
import { EncryptionMark } from "../../parts/traffic";
import { SharedLink } from "../../shell/links";
import { GoldenSignals } from "../service/GoldenSignals";
import { tracesParams } from "../traces/url";
import styles from "./Graph.module.css";
import { StatFacts } from "./StatFacts";
import { edgeId } from "./topology";
import type { Selection } from "./url";

interface EdgePanelProps {
  readonly edge: Schemas["Edge"];
  readonly onSelect: (selection: Selection) => void;
  readonly onClose: () => void;
}

/** The spans of a call carry the callee as peer: that finds the traces with this very call. */
const peer = ({ source, destination }: Schemas["Edge"]) => ({
  service: source,
  attributes: [`service.peer.name=${destination}`],
});

export function EdgePanel({ edge, onSelect, onClose }: EdgePanelProps) {
  const { source, destination, stats } = edge;
  return (
    <SidePanel
      label={`Calls ${edgeId(edge)}`}
      grabFocus
      onClose={onClose}
      title={
        <>
          <HealthIcon state={healthOf(stats)} size={16} /> {source}
          <Icon name="arrowRight" /> {destination}
        </>
      }
    >
      <div className={styles.links}>
        <SharedLink to="/traces" query={tracesParams(peer(edge))} className="button primary">
          Traces of this call
        </SharedLink>
        {stats.errors > 0 && (
          <SharedLink
            to="/traces"
            query={tracesParams({ ...peer(edge), status: "error" })}
            className="button"
          >
            Errors
          </SharedLink>
        )}
      </div>
      <StatFacts stats={stats}>
        <Fact name="Protocol">{edge.protocols.join(", ") || "–"}</Fact>
        <Fact name="Encryption">
          <EncryptionMark edge={edge} />
        </Fact>
        <Fact name="Counted by">
          the {edge.reporter === "client" ? "caller" : "callee"}’s proxy
        </Fact>
      </StatFacts>
      <GoldenSignals of={{ source, destination }} syncKey="panel" narrow />
      <div className={styles.links}>
        {[source, destination].map((name) => (
          <button
            key={name}
            type="button"
            className="button"
            onClick={() => onSelect({ kind: "node", name })}
          >
            {name}
          </button>
        ))}
      </div>
    </SidePanel>
  );
}
