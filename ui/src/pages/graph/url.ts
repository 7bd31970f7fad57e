/** What is selected: a service by its name, or the calls from one to another. */
export type Selection =
  | { readonly kind: "node"; readonly name: string }
  | { readonly kind: "edge"; readonly source: string; readonly destination: string };

export interface GraphState {
  readonly selection: Selection | null;
  readonly filter: string;
  readonly view: "picture" | "table";
}

/** `node`, or `source` and `destination`; `q`; `view=table`. */
export function parseGraph(params: URLSearchParams): GraphState {
  return {
    selection: parseSelection(params),
    filter: params.get("q") ?? "",
    view: params.get("view") === "table" ? "table" : "picture",
  };
}

function parseSelection(params: URLSearchParams): Selection | null {
  const name = params.get("node");
  if (name) return { kind: "node", name };
  const source = params.get("source");
  const destination = params.get("destination");
  return source && destination ? { kind: "edge", source, destination } : null;
}

export function withSelection(params: URLSearchParams, selection: Selection | null) {
  const next = new URLSearchParams(params);
  for (const name of ["node", "source", "destination"]) next.delete(name);
  if (selection?.kind === "node") next.set("node", selection.name);
  if (selection?.kind === "edge") {
    next.set("source", selection.source);
    next.set("destination", selection.destination);
  }
  return next;
}

export function withFilter(params: URLSearchParams, filter: string) {
  const next = new URLSearchParams(params);
  if (filter === "") next.delete("q");
  else next.set("q", filter);
  return next;
}

export function withView(params: URLSearchParams, view: GraphState["view"]) {
  const next = new URLSearchParams(params);
  if (view === "table") next.set("view", "table");
  else next.delete("view");
  return next;
}
