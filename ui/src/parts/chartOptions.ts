import type uPlot from "uplot";
import type { ChartProps } from "./Chart";
import { resolveColour } from "./colours";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const exact = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const DAY_SECONDS = 86_400;

function timeLabel(seconds: number, incrementSeconds: number): string {
  const at = new Date(seconds * 1000);
  if (incrementSeconds >= DAY_SECONDS) return day.format(at);
  if (incrementSeconds < 60) return exact.format(at);
  return at.getHours() === 0 && at.getMinutes() === 0 ? day.format(at) : clock.format(at);
}

/** `current` is asked each time something is drawn, so that the options need not be made anew for new data. */
export function chartOptions(
  current: () => ChartProps,
  width: number,
  height: number,
  onCursor: (index: number | null) => void,
): uPlot.Options {
  const axis = {
    stroke: resolveColour("--text-faint"),
    font: '11px "Inter", system-ui, sans-serif',
  };
  const grid = { stroke: resolveColour("--line"), width: 1 };
  const ticks = { show: false };
  return {
    width,
    height,
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: {
      drag: { x: true, y: false, setScale: false },
      // The other charts follow the cursor, but only the one that is dragged on chooses a range.
      sync: {
        key: current().syncKey,
        setSeries: false,
        filters: { pub: (type) => type === "mousemove" || type === "mouseleave" },
      },
      points: { size: 7 },
      y: false,
    },
    scales: {
      x: { range: () => [current().from, current().to] },
      y: {
        range: (_plot, _min, max) => [0, Math.max(max ?? 0, current().atLeast ?? 0) * 1.08 || 1],
      },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        ticks,
        size: 26,
        space: 70,
        values: (_plot, splits, _index, _space, increment) =>
          splits.map((seconds) => timeLabel(seconds, increment)),
      },
      {
        ...axis,
        grid,
        ticks,
        size: 62,
        space: 34,
        values: (_plot, splits) => splits.map((value) => current().format(value)),
      },
    ],
    series: [{}, ...current().series.map(lineOf)],
    hooks: {
      setCursor: [(plot) => onCursor(plot.cursor.idx ?? null)],
      setSelect: [(plot) => chooseRange(plot, current())],
    },
  };
}

function lineOf({ name, colour, filled }: ChartProps["series"][number]): uPlot.Series {
  const stroke = resolveColour(colour);
  const line: uPlot.Series = { label: name, stroke, width: 1.6, points: { size: 4, fill: stroke } };
  if (filled) line.fill = stroke.replace("rgb(", "rgba(").replace(")", ", 0.12)");
  return line;
}

/** Less than a few pixels is a click, not a range. */
function chooseRange(plot: uPlot, { onZoom }: ChartProps) {
  const { left, width } = plot.select;
  if (width < 6) return;
  const from = plot.posToVal(left, "x");
  const to = plot.posToVal(left + width, "x");
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onZoom(new Date(Math.floor(from) * 1000), new Date(Math.ceil(to) * 1000));
}
