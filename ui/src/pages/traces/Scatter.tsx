import { useLocation } from "wouter";
import type { Schemas } from "../../api/client";
import { millis } from "../../api/units";
import { formatMillis } from "../../format/numbers";
import { formatTime } from "../../format/times";
import { useAddress } from "../../shell/links";
import styles from "./Scatter.module.css";

type Summary = Schemas["TraceSummary"];

const WIDTH = 1000;
const HEIGHT = 120;

/**
 * Duration (logarithmic: outliers must not flatten the rest) over time, for the traces of the page. The list below says the
 * same in words, so the picture is hidden from screen readers and from the tab order.
 */
export function Scatter({ traces }: { traces: readonly Summary[] }) {
  const [, navigate] = useLocation();
  const address = useAddress();
  const { x, y, from, to, low, high } = scales(traces);
  return (
    <div className={`card ${styles.card}`} aria-hidden="true">
      <div className={styles.plot}>
        <span className={styles.high}>{formatMillis(millis(high))}</span>
        <span className={styles.low}>{formatMillis(millis(low))}</span>
        <svg className={styles.svg} role="presentation">
          {traces.map((trace) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list below is the way for the keyboard
            <svg
              key={trace.traceId}
              className={styles.point}
              data-error={trace.errorCount > 0}
              x={`${(x(trace) / WIDTH) * 100}%`}
              y={`${(y(trace) / HEIGHT) * 100}%`}
              overflow="visible"
              onClick={() => navigate(address(`/traces/${trace.traceId}`))}
            >
              <title>{`${trace.rootService} ${trace.rootName}: ${formatMillis(trace.durationMillis)}`}</title>
              {trace.errorCount > 0 ? <path d="M0-6 6 0 0 6-6 0Z" /> : <circle r="4.5" />}
            </svg>
          ))}
        </svg>
      </div>
      <div className={styles.times}>
        <span>{formatTime(new Date(from))}</span>
        <span className={styles.key}>
          <i /> trace <i data-error="true" /> with errors
        </span>
        <span>{formatTime(new Date(to))}</span>
      </div>
    </div>
  );
}

function scales(traces: readonly Summary[]) {
  const starts = traces.map(({ startedAt }) => Date.parse(startedAt));
  const durations = traces.map(({ durationMillis }) => Math.max(durationMillis, 0.001));
  const from = Math.min(...starts);
  const to = Math.max(...starts);
  const low = Math.min(...durations);
  const high = Math.max(...durations);
  const share = (value: number, start: number, end: number) =>
    end > start ? (value - start) / (end - start) : 0.5;
  return {
    from,
    to,
    low,
    high,
    x: (trace: Summary) => share(Date.parse(trace.startedAt), from, to) * WIDTH,
    y: (trace: Summary) => {
      const millis = Math.max(trace.durationMillis, 0.001);
      return (1 - share(Math.log(millis), Math.log(low), Math.log(high))) * HEIGHT;
    },
  };
}
