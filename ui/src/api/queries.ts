import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { apiRange, type Refresh, type TimeRange } from "../range/range";
import { ask, get, type Schemas } from "./client";
import { ApiError, toProblem } from "./problem";
import type { operations } from "./schema";

/** What every question of a page has in common. */
export interface Asked {
  readonly range: TimeRange;
  readonly refresh: Refresh;
}

export type SeriesOf = Pick<
  NonNullable<operations["getSeries"]["parameters"]["query"]>,
  "service" | "source" | "destination" | "route" | "method"
>;
export type TraceConditions = Omit<
  NonNullable<operations["searchTraces"]["parameters"]["query"]>,
  "window" | "from" | "to"
>;

/** Old data stays in sight while newer is fetched, also when the range changes. */
const live = (refresh: Refresh) => ({
  refetchInterval: refresh.intervalMillis,
  placeholderData: keepPreviousData,
});

export const graphQuery = ({ range, refresh }: Asked) =>
  queryOptions({
    queryKey: ["graph", apiRange(range)],
    queryFn: ({ signal }) => get("/api/v1/graph", { query: apiRange(range), signal }),
    ...live(refresh),
  });

export const servicesQuery = ({ range, refresh }: Asked) =>
  queryOptions({
    queryKey: ["services", apiRange(range)],
    queryFn: ({ signal }) => get("/api/v1/services", { query: apiRange(range), signal }),
    ...live(refresh),
  });

export const serviceQuery = (service: string, { range, refresh }: Asked) =>
  queryOptions({
    queryKey: ["service", service, apiRange(range)],
    queryFn: ({ signal }) =>
      get("/api/v1/services/{service}", { path: { service }, query: apiRange(range), signal }),
    refetchInterval: refresh.intervalMillis,
    placeholderData: keepWhere("service", service),
  });

export const seriesQuery = (of: SeriesOf, { range, refresh }: Asked) =>
  queryOptions({
    queryKey: ["series", JSON.stringify(of), apiRange(range)],
    queryFn: ({ signal }) =>
      get("/api/v1/series", { query: { ...of, ...apiRange(range) }, signal }),
    refetchInterval: refresh.intervalMillis,
    placeholderData: keepWhere("series", JSON.stringify(of)),
  });

export const tracesQuery = (conditions: TraceConditions, { range, refresh }: Asked) =>
  queryOptions({
    queryKey: ["traces", conditions, apiRange(range)],
    queryFn: ({ signal }) =>
      get("/api/v1/traces", { query: { ...conditions, ...apiRange(range) }, signal }),
    // An older page is something to read, not to watch.
    ...live(conditions.cursor ? { name: "off", intervalMillis: false } : refresh),
  });

export const traceQuery = (traceId: string) =>
  queryOptions({
    queryKey: ["trace", traceId],
    queryFn: ({ signal }) => get("/api/v1/traces/{traceId}", { path: { traceId }, signal }),
  });

export const objectivesQuery = (refresh: Refresh) =>
  queryOptions({
    queryKey: ["slos"],
    queryFn: ({ signal }) => get("/api/v1/slos", { signal }),
    refetchInterval: refresh.intervalMillis,
  });

export const reportQuery = ({ range, refresh }: Asked) =>
  queryOptions({
    queryKey: ["report", apiRange(range)],
    queryFn: ({ signal }) => get("/api/v1/reports/traffic", { query: apiRange(range), signal }),
    ...live(refresh),
  });

/** Health answers with the same document whether all parts work (200) or not (503). */
export const healthQuery = () =>
  queryOptions({
    queryKey: ["health"],
    queryFn: async ({ signal }): Promise<Schemas["Health"]> => {
      const response = await ask("/api/v1/health", signal);
      if (!response.ok && response.status !== 503) throw new ApiError(await toProblem(response));
      return (await response.json()) as Schemas["Health"];
    },
    refetchInterval: 5_000,
  });

/** The previous answer is only worth showing while it is about the same thing. */
function keepWhere(name: string, subject: string) {
  return <T>(
    previous: T | undefined,
    query: { queryKey: readonly unknown[] } | undefined,
  ): T | undefined =>
    query?.queryKey[0] === name && query.queryKey[1] === subject ? previous : undefined;
}
