import { useMemo, useState } from "react";
import type { Schemas } from "../../api/client";
import { Failure } from "../../parts/states";
import { EdgeLabel, EdgeLine } from "./Edge";
import styles from "./Graph.module.css";
import { Legend } from "./Legend";
import { NODE_HEIGHT } from "./layout";
import { NodeCard } from "./NodeCard";
import { nextNode } from "./nodeKeys";
import { around, edgeId, type Focus, matching } from "./topology";
import type { Selection } from "./url";
import { useDirection } from "./useDirection";
import { useLayout } from "./useLayout";
import { useZoom } from "./useZoom";
import { ZoomButtons } from "./ZoomButtons";

/** Smaller than this, cards show names only, in larger letters. */
const FAR = 0.72;

interface PictureProps {
  readonly graph: Schemas["Graph"];
  readonly selection: Selection | null;
  readonly filter: string;
  readonly onSelect: (selection: Selection | null) => void;
}

/**
 * The graph as a picture: lines in SVG, services and rates as buttons above them. One service is in the tab order; the
 * arrows go from it to the nearest one on that side.
 */
export function Picture({ graph, selection, filter, onSelect }: PictureProps) {
  const { geometry, error } = useLayout(graph, useDirection());
  const zoom = useZoom(geometry);
  const [hovered, setHovered] = useState<string | null>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const focus = useMemo(
    () => focusOf(graph, selection, filter, hovered),
    [graph, selection, filter, hovered],
  );
  if (error) return <Failure error={error} retry={() => window.location.reload()} />;
  const placed = graph.nodes.filter(({ name }) => geometry?.nodes.has(name));
  const tabStop = placed.some(({ name }) => name === current) ? current : placed[0]?.name;

  const onKeyDown = (event: React.KeyboardEvent, name: string) => {
    const next = geometry && nextNode(event.key, name, geometry);
    if (!next) return;
    event.preventDefault();
    setCurrent(next);
    const point = geometry.nodes.get(next);
    if (point) zoom.reveal({ x: point.x + geometry.nodeWidth / 2, y: point.y + NODE_HEIGHT / 2 });
    document.getElementById(nodeElementId(next))?.focus({ preventScroll: true });
  };

  return (
    <div className={`card ${styles.picture}`}>
      <div
        ref={zoom.viewport}
        className={styles.viewport}
        data-far={zoom.transform.k < FAR}
        data-dimmed={focus !== null}
        data-ready={geometry !== null}
        role="group"
        aria-label="Service graph. Arrows move between services, Enter shows the details"
      >
        {geometry && (
          <div
            className={styles.canvas}
            style={{
              transform: `translate(${zoom.transform.x}px, ${zoom.transform.y}px) scale(${zoom.transform.k})`,
              width: geometry.width,
              height: geometry.height,
            }}
          >
            <svg
              className={styles.lines}
              width={geometry.width}
              height={geometry.height}
              aria-hidden="true"
            >
              {graph.edges.map((edge) => (
                <EdgeLine
                  key={edgeId(edge)}
                  edge={edge}
                  shape={geometry.edges.get(edgeId(edge))}
                  lit={focus?.edges.has(edgeId(edge)) ?? false}
                  onSelect={onSelect}
                />
              ))}
            </svg>
            {graph.edges.map((edge) => (
              <EdgeLabel
                key={edgeId(edge)}
                edge={edge}
                shape={geometry.edges.get(edgeId(edge))}
                lit={focus?.edges.has(edgeId(edge)) ?? false}
                selected={isEdge(selection, edge)}
                onSelect={onSelect}
              />
            ))}
            {placed.map((node) => (
              <NodeCard
                key={node.name}
                id={nodeElementId(node.name)}
                node={node}
                at={geometry.nodes.get(node.name)}
                width={geometry.nodeWidth}
                lit={focus?.nodes.has(node.name) ?? false}
                selected={selection?.kind === "node" && selection.name === node.name}
                tabStop={node.name === tabStop}
                onSelect={onSelect}
                onHover={setHovered}
                onFocus={setCurrent}
                onKeyDown={onKeyDown}
              />
            ))}
          </div>
        )}
      </div>
      <Legend />
      <ZoomButtons zoom={zoom} />
    </div>
  );
}

const nodeElementId = (name: string) => `node ${name}`;

function isEdge(selection: Selection | null, edge: Schemas["Edge"]): boolean {
  return selection?.kind === "edge" && edgeId(selection) === edgeId(edge);
}

/** What stands out; null where nothing does. What is under the mouse comes first, then what was typed, then the selection. */
function focusOf(
  graph: Schemas["Graph"],
  selection: Selection | null,
  filter: string,
  hovered: string | null,
): Focus | null {
  if (hovered !== null) return around(graph, hovered);
  if (filter.trim() !== "") return matching(graph, filter);
  if (selection?.kind === "node") return around(graph, selection.name);
  if (selection?.kind === "edge") {
    return {
      nodes: new Set([selection.source, selection.destination]),
      edges: new Set([edgeId(selection)]),
    };
  }
  return null;
}
