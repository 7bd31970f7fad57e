import "uplot/dist/uPlot.min.css";
import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import { formatTime } from "../format/times";
import { useDark } from "../shell/theme";
import styles from "./Chart.module.css";
import { chartOptions } from "./chartOptions";

export interface ChartSeries {
  readonly name: string;
  /** A CSS variable, as `--p99`. */
  readonly colour: string;
  /** One for each time; null where there is none. */
  readonly values: readonly (number | null)[];
  readonly filled?: boolean;
}

export interface ChartProps {
  readonly title: string;
  /** Seconds since 1970, ascending. */
  readonly times: readonly number[];
  /** The ends of the time axis, in seconds since 1970: also where there is no data, so that a gap is seen as one. */
  readonly from: number;
  readonly to: number;
  readonly series: readonly ChartSeries[];
  readonly format: (value: number) => string;
  /** Charts with the same key share the cursor. */
  readonly syncKey: string;
  readonly onZoom: (from: Date, to: Date) => void;
  readonly height?: number;
  /** The highest value of the scale, where the data's own is lower. */
  readonly atLeast?: number;
}

/** Lines over time. Hovering reads the values off, dragging chooses a time range. */
export function Chart(props: ChartProps) {
  const { title, times, series, format, height = 180 } = props;
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const latest = useRef(props);
  latest.current = props;
  const [index, setIndex] = useState<number | null>(null);
  const dark = useDark();
  const shape = series.map(({ name }) => name).join();

  // Made anew when the colours or the lines change; fed anew (below) when only the data does.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` and `dark` stand for what the options read
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const made = new uPlot(
      chartOptions(() => latest.current, element.clientWidth, height, setIndex),
      toData(latest.current),
      element,
    );
    plot.current = made;
    const resize = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    resize.observe(element);
    return () => {
      resize.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [dark, shape, height]);

  useEffect(() => {
    plot.current?.setData(toData({ times, series }));
  }, [times, series]);

  const at = index === null ? undefined : times[index];
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.caption}>
        <h3>{title}</h3>
        <ul className={styles.legend}>
          {at !== undefined && <li className="faint">{formatTime(new Date(at * 1000))}</li>}
          {series.map(({ name, colour, values }) => {
            const value = index === null ? undefined : values[index];
            return (
              <li key={name}>
                <span className={styles.swatch} style={{ background: `var(${colour})` }} />
                {name}
                {value !== undefined && <b>{value === null ? "–" : format(value)}</b>}
              </li>
            );
          })}
        </ul>
      </figcaption>
      <div ref={host} className={styles.plot} style={{ height }} />
    </figure>
  );
}

function toData({ times, series }: Pick<ChartProps, "times" | "series">): uPlot.AlignedData {
  return [[...times], ...series.map(({ values }) => [...values])];
}
