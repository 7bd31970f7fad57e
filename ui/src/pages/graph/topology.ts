import type { Schemas } from "../../api/client";

type Graph = Schemas["Graph"];
type Ends = Pick<Schemas["Edge"], "source" | "destination">;

export const edgeId = ({ source, destination }: Ends) => `${source} → ${destination}`;

/** Changes only when a node or an edge comes or goes: numbers alone must not move anything. */
export function topologyKey({ nodes, edges }: Graph): string {
  const names = nodes.map(({ name }) => name).sort();
  return JSON.stringify([names, edges.map(edgeId).sort()]);
}

/** The API names every end of an edge as a node; should one lack, the edge has no place to go to. */
export function withoutLooseEdges(graph: Graph): Graph {
  const names = new Set(graph.nodes.map(({ name }) => name));
  const edges = graph.edges.filter(
    ({ source, destination }) => names.has(source) && names.has(destination),
  );
  return edges.length === graph.edges.length ? graph : { ...graph, edges };
}

export interface Focus {
  readonly nodes: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
}

/** A service with everyone it calls and is called by. */
export function around({ edges }: Graph, name: string): Focus {
  const touching = edges.filter(
    ({ source, destination }) => source === name || destination === name,
  );
  return {
    nodes: new Set([name, ...touching.flatMap(({ source, destination }) => [source, destination])]),
    edges: new Set(touching.map(edgeId)),
  };
}

/** The services whose name contains what was typed, and the calls among them. */
export function matching({ nodes, edges }: Graph, filter: string): Focus {
  const text = filter.trim().toLowerCase();
  const names = new Set(
    nodes.filter(({ name }) => name.toLowerCase().includes(text)).map(({ name }) => name),
  );
  const among = edges.filter(
    ({ source, destination }) => names.has(source) && names.has(destination),
  );
  return { nodes: names, edges: new Set(among.map(edgeId)) };
}

/** 1.25 to 6 pixels, by the logarithm of the rate: mesh traffic spans many powers of ten. */
export function edgeWidth(perSecond: number): number {
  return 1.25 + Math.min(4.75, Math.max(0, Math.log10(1 + perSecond * 2)) * 1.45);
}
