import type { Schemas } from "../../src/api/client";

/** Where the running Tapmesh is; set by `e2e/live.mjs`. */
export const BASE = process.env.TAPMESH_BASE ?? "";
export const WINDOW = process.env.TAPMESH_WINDOW ?? "5m";
export const SCREENSHOTS = process.env.TAPMESH_SCREENSHOTS;

/** Straight from the API, to hold against what the page shows. */
async function ask<T>(path: string): Promise<T> {
  const response = await fetch(`${BASE}/api/v1${path}`);
  if (!response.ok) {
    throw new Error(`${response.url} answered ${response.status}: ${await response.text()}`);
  }
  return (await response.json()) as T;
}

export const graph = (query: string) => ask<Schemas["Graph"]>(`/graph?${query}`);
export const report = (query: string) => ask<Schemas["TrafficReport"]>(`/reports/traffic?${query}`);
export const objectives = () => ask<Schemas["ObjectiveList"]>("/slos");
export const traces = (query: string) => ask<Schemas["TracePage"]>(`/traces?${query}`);

/** A minute that ended some time ago: unless the machine is slow everything in it is stored. */
export function settledMinute(now = new Date()): string {
  const to = Math.floor(now.getTime() / 60_000 - 0.5) * 60_000;
  const from = new Date(to - 60_000).toISOString();
  return new URLSearchParams({ from, to: new Date(to).toISOString() }).toString();
}

/** The service that the pictures are of: one that is called and calls others, the busiest of them. */
export function mostTelling({ nodes, edges }: Schemas["Graph"]): string {
  const calling = nodes.filter(
    ({ name, kind, stats }) =>
      kind === "service" && stats.requests > 0 && edges.some(({ source }) => source === name),
  );
  const checkout = calling.find(({ name }) => name === "checkout");
  const busiest = calling.toSorted((a, b) => b.stats.requests - a.stats.requests)[0];
  const chosen = checkout ?? busiest;
  if (!chosen) throw new Error("no service in the graph is called and calls another");
  return chosen.name;
}
