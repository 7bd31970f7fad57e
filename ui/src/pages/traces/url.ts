import type { TraceConditions } from "../../api/queries";

/** What the address of the trace search says, besides the shared time range. */
export interface TraceSearch {
  readonly service?: string;
  readonly route?: string;
  readonly method?: string;
  readonly status?: string;
  readonly minDurationMillis?: number;
  readonly maxDurationMillis?: number;
  /** Each as `key=value`. */
  readonly attributes?: readonly string[];
  readonly limit?: number;
  readonly cursor?: string;
}

export const DEFAULT_LIMIT = 50;
export const LIMITS = [20, 50, 100, 200] as const;

const TEXTS = ["service", "route", "method", "status", "cursor"] as const;
const NUMBERS = ["minDurationMillis", "maxDurationMillis", "limit"] as const;

export function parseTraceSearch(params: URLSearchParams): TraceSearch {
  const search: Record<string, string | number | readonly string[]> = {};
  for (const name of TEXTS) {
    const value = params.get(name)?.trim();
    if (value) search[name] = value;
  }
  for (const name of NUMBERS) {
    const text = params.get(name);
    if (text !== null && text.trim() !== "" && Number.isFinite(Number(text))) {
      search[name] = Number(text);
    }
  }
  const attributes = params.getAll("attribute").filter((attribute) => attribute.trim() !== "");
  if (attributes.length > 0) search.attributes = attributes;
  return search;
}

/** The parameters of the address; what is not set is left out. */
export function tracesParams(search: TraceSearch): URLSearchParams {
  const params = new URLSearchParams();
  for (const name of [...TEXTS, ...NUMBERS]) {
    const value = search[name];
    if (value !== undefined && value !== "") params.set(name, String(value));
  }
  for (const attribute of search.attributes ?? []) params.append("attribute", attribute);
  return params;
}

/** As the API wants them. */
export function toConditions({ attributes, limit, ...rest }: TraceSearch): TraceConditions {
  return {
    ...rest,
    limit: limit ?? DEFAULT_LIMIT,
    ...(attributes ? { attribute: [...attributes] } : {}),
  };
}
