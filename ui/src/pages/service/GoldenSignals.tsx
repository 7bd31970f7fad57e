import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Schemas } from "../../api/client";
import { type SeriesOf, seriesQuery } from "../../api/queries";
import { millis } from "../../api/units";
import { formatMillis, formatPercent, formatRateNumber } from "../../format/numbers";
import { Answer } from "../../parts/Answer";
import { Chart } from "../../parts/Chart";
import { Skeleton } from "../../parts/states";
import { useRange } from "../../range/useRange";
import styles from "./ServicePage.module.css";

interface GoldenSignalsProps {
  readonly of: SeriesOf;
  readonly syncKey: string;
  /** One below the other, for a panel. */
  readonly narrow?: boolean;
}

/** Rate, errors and latency over time, under one cursor. Dragging over a chart chooses the time range of all pages. */
export function GoldenSignals({ of, syncKey, narrow = false }: GoldenSignalsProps) {
  const query = useQuery(seriesQuery(of, useRange()));
  const chartHeight = narrow ? 110 : 180;
  const skeleton = (
    <div className={styles.charts} data-narrow={narrow}>
      {["rate", "errors", "latency"].map((chart) => (
        <Skeleton key={chart} height={chartHeight + 42} />
      ))}
    </div>
  );
  return (
    <Answer query={query} skeleton={skeleton}>
      {({ points }) => (
        <Charts points={points} syncKey={syncKey} narrow={narrow} chartHeight={chartHeight} />
      )}
    </Answer>
  );
}

interface ChartsProps {
  readonly points: Schemas["Series"]["points"];
  readonly syncKey: string;
  readonly narrow: boolean;
  readonly chartHeight: number;
}

function Charts({ points, syncKey, narrow, chartHeight }: ChartsProps) {
  const { setRange } = useRange();
  const lines = useMemo(() => toLines(points), [points]);
  const shared = {
    times: lines.times,
    syncKey,
    height: chartHeight,
    onZoom: (from: Date, to: Date) => setRange({ kind: "absolute", from, to }),
  };
  return (
    <div className={styles.charts} data-narrow={narrow}>
      <div className="card">
        <Chart
          {...shared}
          title="Requests per second"
          series={lines.rate}
          format={formatRateNumber}
        />
      </div>
      <div className="card">
        <Chart
          {...shared}
          title="Errors"
          series={lines.errors}
          format={formatPercent}
          atLeast={0.01}
        />
      </div>
      <div className="card">
        <Chart
          {...shared}
          title="Latency"
          series={lines.latency}
          format={(value) => formatMillis(millis(value))}
        />
      </div>
    </div>
  );
}

function toLines(points: Schemas["Series"]["points"]) {
  const line = (of: (stats: Schemas["Stats"]) => number | null) =>
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
