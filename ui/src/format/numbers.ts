import type { Bytes, Micros, Millis } from "../api/units";

/** What stands where there is no value: a percentile of no requests, say. */
export const NONE = "–";

/** Three significant digits: enough to compare, short enough for a table. */
function short(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude >= 100) return value.toFixed(0);
  if (magnitude >= 10) return value.toFixed(1);
  return value.toFixed(2);
}

function scaled(value: number, base: number, units: readonly string[]): string {
  let rest = value;
  let index = 0;
  // 999.5 would be shown as "1000": it belongs to the next unit.
  while (Math.abs(rest) >= base * 0.9995 && index < units.length - 1) {
    rest /= base;
    index++;
  }
  const digits = index === 0 && Number.isInteger(rest) ? rest.toFixed(0) : short(rest);
  return `${digits}${units[index]}`;
}

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** Every digit: `1,234,567`. */
export const formatExact = (value: number) => grouped.format(value);

/** `950`, `1,234`, `12.3k`, `4.56M`. */
export function formatCount(value: number): string {
  return Math.abs(value) < 10_000
    ? grouped.format(value)
    : scaled(value, 1000, ["", "k", "M", "G"]);
}

/** `0.25`, `12.3`, `1.20k`: a rate without its unit, for labels that name it elsewhere. */
export function formatRateNumber(perSecond: number): string {
  if (perSecond === 0) return "0";
  return perSecond < 0.01 ? "<0.01" : scaled(perSecond, 1000, ["", "k", "M"]);
}

export const formatRate = (perSecond: number) => `${formatRateNumber(perSecond)} req/s`;

/** `0%`, `<0.01%`, `0.42%`, `12.5%`, `11,869%`; only everything is `100%`. */
export function formatPercent(ratio: number): string {
  const percent = ratio * 100;
  const size = Math.abs(percent);
  if (percent === 0) return "0%";
  if (size < 0.01) return percent > 0 ? "<0.01%" : ">-0.01%";
  if (percent < 100 && percent > 99.99) return ">99.99%";
  if (size >= 1000) return `${grouped.format(percent)}%`;
  if (Number.isInteger(percent)) return `${percent}%`;
  const fine = size < 10 || (size > 99.9 && size < 100);
  return `${percent.toFixed(fine ? 2 : 1)}%`;
}

export const formatBytes = (value: Bytes) =>
  scaled(value, 1000, [" B", " kB", " MB", " GB", " TB"]);

/** `840 µs`, `12.3 ms`, `1.24 s`, `2 min 5 s`, `1 h 2 min`. */
export function formatMillis(value: Millis | null | undefined): string {
  if (value === null || value === undefined) return NONE;
  if (value === 0) return "0 ms";
  if (value < 0.9995)
    return `${value < 0.01 ? (value * 1000).toFixed(1) : (value * 1000).toFixed(0)} µs`;
  if (value < 999.5) return `${short(value)} ms`;
  if (value < 59_995) return `${short(value / 1000)} s`;
  const seconds = Math.round(value / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

export const formatMicros = (value: Micros) => formatMillis((value / 1000) as Millis);

export const plural = (count: number, one: string, many = `${one}s`) =>
  `${formatExact(count)} ${count === 1 ? one : many}`;
