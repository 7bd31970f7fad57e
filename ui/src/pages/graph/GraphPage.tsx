import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { useSearchParams } from "wouter";
import type { Schemas } from "../../api/client";
import { graphQuery } from "../../api/queries";
import { Answer, CompletenessNotes } from "../../parts/Answer";
import { Icon } from "../../parts/Icon";
import { NoTraffic } from "../../parts/NoTraffic";
import { Skeleton } from "../../parts/states";
import { useRange } from "../../range/useRange";
import { Page } from "../../shell/Page";
import { EdgePanel } from "./EdgePanel";
import styles from "./Graph.module.css";
import { Totals, ViewToggle } from "./GraphHead";
import { GraphTables } from "./GraphTables";
import { NodePanel } from "./NodePanel";
import { Picture } from "./Picture";
import { edgeId, withoutLooseEdges } from "./topology";
import {
  type GraphState,
  parseGraph,
  type Selection,
  withFilter,
  withSelection,
  withView,
} from "./url";

export default function GraphPage() {
  const [params, setParams] = useSearchParams();
  const state = parseGraph(params);
  const query = useQuery(graphQuery(useRange()));
  const select = useCallback(
    (selection: Selection | null) =>
      setParams((current) => withSelection(current, selection), { replace: true }),
    [setParams],
  );
  return (
    <Page
      full
      name="Service graph"
      title="Service graph"
      summary={query.data && <Totals graph={query.data} />}
      actions={
        <>
          <label className={styles.filter}>
            <span className="visually-hidden">Find services</span>
            <Icon name="search" />
            <input
              className="field"
              type="search"
              placeholder="Find services"
              value={state.filter}
              onChange={(event) =>
                setParams((current) => withFilter(current, event.target.value), { replace: true })
              }
            />
          </label>
          <ViewToggle
            view={state.view}
            onChange={(view) => setParams((current) => withView(current, view), { replace: true })}
          />
        </>
      }
    >
      <Answer query={query} skeleton={<Skeleton height={560} />}>
        {(graph) => (
          <>
            <CompletenessNotes of={graph.completeness} />
            {graph.nodes.length === 0 ? (
              <NoTraffic />
            ) : (
              <GraphBody graph={graph} state={state} onSelect={select} />
            )}
          </>
        )}
      </Answer>
    </Page>
  );
}

interface GraphBodyProps {
  readonly graph: Schemas["Graph"];
  readonly state: GraphState;
  readonly onSelect: (selection: Selection | null) => void;
}

function GraphBody({ graph: answered, state, onSelect }: GraphBodyProps) {
  const graph = useMemo(() => withoutLooseEdges(answered), [answered]);
  const { selection, filter, view } = state;
  const node = graph.nodes.find(
    ({ name }) => selection?.kind === "node" && name === selection.name,
  );
  const edge = graph.edges.find(
    (each) => selection?.kind === "edge" && edgeId(each) === edgeId(selection),
  );
  const close = () => onSelect(null);
  return (
    <div className={styles.body}>
      <div className={styles.main}>
        {view === "table" ? (
          <GraphTables graph={graph} filter={filter} onSelect={onSelect} />
        ) : (
          <Picture graph={graph} selection={selection} filter={filter} onSelect={onSelect} />
        )}
      </div>
      {node && (
        <NodePanel key={node.name} node={node} graph={graph} onSelect={onSelect} onClose={close} />
      )}
      {edge && <EdgePanel key={edgeId(edge)} edge={edge} onSelect={onSelect} onClose={close} />}
    </div>
  );
}
