import type { Schemas } from "../../api/client";
import type { ChartSeries } from "../../parts/Chart";

type Point = Schemas["Series"]["points"][number];

/** Proxies hand their counts on at intervals, so what is stored up to a moment lacks their last few seconds. */
const UNDERWAY_MILLIS = 5_000;

/**
 * The points without those at the end whose step is not over, or not wholly stored yet: they would show a fall of the rate
 * that nobody's traffic had.
 */
export function settledPoints({ points, stepSeconds, window, completeness }: Schemas["Series"]) {
  const stored = completeness.storedThrough;
  const storedMillis =
    stored === null ? Number.POSITIVE_INFINITY : Date.parse(stored) - UNDERWAY_MILLIS;
  const settledMillis = Math.min(Date.parse(window.to), storedMillis);
  const last = points.findLastIndex(
    ({ at }) => Date.parse(at) + stepSeconds * 1000 <= settledMillis,
  );
  return points.slice(0, last + 1);
}

export interface Lines {
  /** Seconds since 1970. */
  readonly times: readonly number[];
  readonly rate: readonly ChartSeries[];
  readonly errors: readonly ChartSeries[];
  readonly latency: readonly ChartSeries[];
}

export function toLines(points: readonly Point[]): Lines {
  const line = (of: (stats: Point["stats"]) => number | null) =>
    points.map(({ stats }) => of(stats));
  return {
    times: points.map(({ at }) => Date.parse(at) / 1000),
    rate: [
      { name: "rate", colour: "--accent", filled: true, values: line((s) => s.requestsPerSecond) },
    ],
    errors: [
      {
        name: "errors",
        colour: "--failing",
        filled: true,
        // No request is neither a success nor a failure: a gap, not a zero.
        values: line((s) => (s.requests === 0 ? null : s.errorRatio)),
      },
    ],
    latency: [
      { name: "p50", colour: "--p50", values: line((s) => s.p50Millis) },
      { name: "p90", colour: "--p90", values: line((s) => s.p90Millis) },
      { name: "p99", colour: "--p99", values: line((s) => s.p99Millis) },
    ],
  };
}
