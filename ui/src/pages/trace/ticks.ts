import { type Micros, micros } from "../../api/units";

/** Round points in time from 0 to `duration`, about `count` of them: 1, 2 or 5 times a power of ten apart. */
export function ticks(duration: Micros, count: number): Micros[] {
  if (duration <= 0) return [micros(0)];
  const rough = duration / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const found: Micros[] = [];
  for (let i = 0; i * step <= duration; i++) found.push(micros(i * step));
  return found;
}
