import { useMemo } from "react";
import type { Schemas } from "../../api/client";
import { type Column, DataTable } from "../../parts/DataTable";
import { HealthIcon, healthOf } from "../../parts/Health";
import { EncryptionMark, encryptionOf, statsColumns } from "../../parts/traffic";
import styles from "./Graph.module.css";
import { edgeId, matching } from "./topology";
import type { Selection } from "./url";

interface GraphTablesProps {
  readonly graph: Schemas["Graph"];
  readonly filter: string;
  readonly onSelect: (selection: Selection) => void;
}

/** The same as the picture, for who cannot see it or wants to sort it. */
export function GraphTables({ graph, filter, onSelect }: GraphTablesProps) {
  const nodeColumns = useMemo(() => columnsOfNodes(onSelect), [onSelect]);
  const edgeColumns = useMemo(() => columnsOfEdges(onSelect), [onSelect]);
  const found = matching(graph, filter);
  return (
    <div className={styles.tables}>
      <section className="card" aria-label="Services">
        <h2>Services</h2>
        <DataTable
          caption="Services and the traffic they received"
          columns={nodeColumns}
          rows={graph.nodes.filter(({ name }) => found.nodes.has(name))}
          rowKey={nameOf}
          sortedBy="Errors"
          descending
          empty={`No service has “${filter}” in its name.`}
        />
      </section>
      <section className="card" aria-label="Calls">
        <h2>Calls</h2>
        <DataTable
          caption="Calls between services"
          columns={edgeColumns}
          rows={graph.edges.filter(
            ({ source, destination }) => found.nodes.has(source) || found.nodes.has(destination),
          )}
          rowKey={edgeId}
          sortedBy="Errors"
          descending
        />
      </section>
    </div>
  );
}

const nameOf = ({ name }: Schemas["Node"]) => name;

function columnsOfNodes(onSelect: (selection: Selection) => void): Column<Schemas["Node"]>[] {
  return [
    {
      name: "Service",
      value: nameOf,
      cell: ({ name, health }) => (
        <button
          type="button"
          className={styles.rowButton}
          onClick={() => onSelect({ kind: "node", name })}
        >
          <HealthIcon state={health} />
          <span className="link">{name}</span>
        </button>
      ),
    },
    ...statsColumns<Schemas["Node"]>(({ stats }) => stats),
  ];
}

function columnsOfEdges(onSelect: (selection: Selection) => void): Column<Schemas["Edge"]>[] {
  return [
    {
      name: "Call",
      value: edgeId,
      cell: (edge) => (
        <button
          type="button"
          className={styles.rowButton}
          onClick={() =>
            onSelect({ kind: "edge", source: edge.source, destination: edge.destination })
          }
        >
          <HealthIcon state={healthOf(edge.stats)} />
          <span className="link">{edgeId(edge)}</span>
        </button>
      ),
    },
    ...statsColumns<Schemas["Edge"]>(({ stats }) => stats),
    { name: "Protocol", minor: true, cell: ({ protocols }) => protocols.join(", ") },
    {
      name: "Encryption",
      minor: true,
      value: encryptionOf,
      cell: (edge) => <EncryptionMark edge={edge} />,
    },
  ];
}
