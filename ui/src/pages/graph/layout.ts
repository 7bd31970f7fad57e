import ELK, { type ElkExtendedEdge, type ElkNode, type ElkPoint } from "elkjs/lib/elk-api";
import workerUrl from "elkjs/lib/elk-worker.min.js?url";
import type { Schemas } from "../../api/client";
import { edgeId } from "./topology";

const NODE_WIDTHS = { RIGHT: 184, DOWN: 148 } as const;
export const NODE_HEIGHT = 52;
const LABEL_WIDTH = 92;
const LABEL_HEIGHT = 22;

export type Point = ElkPoint;

export interface EdgeShape {
  readonly points: readonly Point[];
  /** The middle of its label. */
  readonly label: Point;
}

/** Where everything stands, in pixels at a zoom of 1. */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  readonly nodeWidth: number;
  /** The upper left corner of each node. */
  readonly nodes: ReadonlyMap<string, Point>;
  readonly edges: ReadonlyMap<string, EdgeShape>;
}

export type Direction = "RIGHT" | "DOWN";

let engine: InstanceType<typeof ELK> | undefined;

/** Callers before callees, in layers, computed in a worker. The same topology gives the same geometry. */
export async function layOut(graph: Schemas["Graph"], direction: Direction): Promise<Geometry> {
  engine ??= new ELK({ workerUrl });
  return toGeometry(await engine.layout(toElk(graph, direction)), NODE_WIDTHS[direction]);
}

function toElk({ nodes, edges }: Schemas["Graph"], direction: Direction): ElkNode {
  const byName = [...nodes].sort((a, b) => a.name.localeCompare(b.name));
  const byEnds = [...edges].sort((a, b) => edgeId(a).localeCompare(edgeId(b)));
  return {
    id: "graph",
    layoutOptions: {
      "elk.algorithm": "layered",
      "elk.direction": direction,
      "elk.edgeRouting": "ORTHOGONAL",
      "elk.spacing.nodeNode": nodeSpacing(nodes.length, direction),
      "elk.spacing.edgeEdge": "14",
      "elk.spacing.edgeNode": "20",
      "elk.spacing.componentComponent": "60",
      "elk.layered.spacing.nodeNodeBetweenLayers": "28",
      "elk.layered.spacing.edgeNodeBetweenLayers": "18",
      "elk.layered.spacing.edgeEdgeBetweenLayers": "12",
      "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
      "elk.layered.cycleBreaking.strategy": "DEPTH_FIRST",
      "elk.layered.thoroughness": "12",
      "elk.edgeLabels.placement": "CENTER",
      "elk.randomSeed": "7",
    },
    children: byName.map(({ name }) => ({
      id: name,
      width: NODE_WIDTHS[direction],
      height: NODE_HEIGHT,
    })),
    edges: byEnds.map((edge) => ({
      id: edgeId(edge),
      sources: [edge.source],
      targets: [edge.destination],
      labels: [
        {
          id: `label ${edgeId(edge)}`,
          text: "·",
          width: LABEL_WIDTH,
          height: LABEL_HEIGHT,
          layoutOptions: { "elk.edgeLabels.inline": "true" },
        },
      ],
    })),
  };
}

/** A small mesh has room to breathe; a large one needs the room for its letters. */
function nodeSpacing(nodes: number, direction: Direction): string {
  if (direction === "DOWN") return "14";
  return nodes <= 20 ? "38" : "26";
}

function toGeometry(
  { width = 0, height = 0, children = [], edges = [] }: ElkNode,
  nodeWidth: number,
): Geometry {
  return {
    nodeWidth,
    width,
    height,
    nodes: new Map(children.map(({ id, x = 0, y = 0 }) => [id, { x, y }])),
    edges: new Map(edges.map((edge) => [edge.id, toShape(edge)])),
  };
}

function toShape({ sections = [], labels = [] }: ElkExtendedEdge): EdgeShape {
  const points = sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [
    startPoint,
    ...bendPoints,
    endPoint,
  ]);
  const label = labels[0];
  return {
    points,
    label: {
      x: (label?.x ?? points[0]?.x ?? 0) + LABEL_WIDTH / 2,
      y: (label?.y ?? points[0]?.y ?? 0) + LABEL_HEIGHT / 2,
    },
  };
}
