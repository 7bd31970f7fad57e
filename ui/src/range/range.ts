/**
 * The time range and the refresh interval that all pages share. The URL holds them (`window` or `from` and `to`, `refresh`),
 * so a copied address shows the same to someone else.
 */
export type TimeRange =
  | { readonly kind: "relative"; readonly window: string }
  | { readonly kind: "absolute"; readonly from: Date; readonly to: Date };

export interface Refresh {
  /** Milliseconds between two fetches, or false for none; as TanStack Query wants it. */
  readonly intervalMillis: number | false;
  readonly name: string;
}

export const DEFAULT_WINDOW = "15m";
export const PRESETS: readonly { window: string; label: string }[] = [
  { window: "5m", label: "Last 5 minutes" },
  { window: "15m", label: "Last 15 minutes" },
  { window: "1h", label: "Last hour" },
  { window: "6h", label: "Last 6 hours" },
  { window: "24h", label: "Last 24 hours" },
  { window: "7d", label: "Last 7 days" },
  { window: "30d", label: "Last 30 days" },
];
export const REFRESHES: readonly Refresh[] = [
  { name: "off", intervalMillis: false },
  { name: "5s", intervalMillis: 5_000 },
  { name: "15s", intervalMillis: 15_000 },
  { name: "1m", intervalMillis: 60_000 },
];
export const SHARED_PARAMETERS = ["window", "from", "to", "refresh"] as const;

const UNIT_MILLIS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The length of `15m` in milliseconds; undefined where it is no window. */
export function windowMillis(window: string): number | undefined {
  const match = /^([0-9]{1,9})([smhd])$/.exec(window);
  const millis = Number(match?.[1]) * (UNIT_MILLIS[match?.[2] ?? ""] ?? 0);
  return millis > 0 ? millis : undefined;
}

function instant(text: string | null): Date | undefined {
  const at = new Date(text ?? "");
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** Falls back to the last 15 minutes where the URL says nothing that makes sense; the picker shows what holds. */
export function parseRange(params: URLSearchParams): TimeRange {
  const from = instant(params.get("from"));
  const to = instant(params.get("to"));
  if (from && to && from < to) return { kind: "absolute", from, to };
  const window = params.get("window") ?? "";
  return { kind: "relative", window: windowMillis(window) ? window : DEFAULT_WINDOW };
}

/** A range that ends now is refreshed unless the URL says otherwise; one in the past never changes. */
export function parseRefresh(params: URLSearchParams): Refresh {
  const off = REFRESHES[0] as Refresh;
  if (parseRange(params).kind === "absolute") return off;
  const name = params.get("refresh") ?? "5s";
  return REFRESHES.find((refresh) => refresh.name === name) ?? off;
}

export function withRange(params: URLSearchParams, range: TimeRange): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const name of ["window", "from", "to"]) next.delete(name);
  for (const [name, value] of Object.entries(apiRange(range))) next.set(name, value);
  return next;
}

/** As the API's parameters. */
export function apiRange(range: TimeRange): { window: string } | { from: string; to: string } {
  if (range.kind === "relative") return { window: range.window };
  return { from: rfc3339(range.from), to: rfc3339(range.to) };
}

const rfc3339 = (at: Date) => at.toISOString().replace(".000Z", "Z");

/** `path` with the shared parameters of the current URL and `own` ones of the page it leads to. */
export function keepShared(
  path: string,
  current: URLSearchParams,
  own: URLSearchParams = new URLSearchParams(),
): string {
  const next = new URLSearchParams();
  for (const name of SHARED_PARAMETERS) {
    const value = current.get(name);
    if (value !== null) next.set(name, value);
  }
  for (const [name, value] of own) next.append(name, value);
  const query = next.toString();
  return query === "" ? path : `${path}?${query}`;
}
