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
import { settledPoints, toLines } from "./lines";
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
      {(series) => (
        <Charts series={series} syncKey={syncKey} narrow={narrow} chartHeight={chartHeight} />
      )}
    </Answer>
  );
}

interface ChartsProps {
  readonly series: Schemas["Series"];
  readonly syncKey: string;
  readonly narrow: boolean;
  readonly chartHeight: number;
}

function Charts({ series, syncKey, narrow, chartHeight }: ChartsProps) {
  const { setRange } = useRange();
  const lines = useMemo(() => toLines(settledPoints(series)), [series]);
  const shared = {
    times: lines.times,
    from: Date.parse(series.window.from) / 1000,
    to: Date.parse(series.window.to) / 1000,
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
