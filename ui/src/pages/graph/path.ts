import type { Point } from "./layout";

const CORNER = 9;

/** An SVG path along the points, with rounded corners; stops short of the end by `gap`, for the arrow head. */
export function roundedPath(points: readonly Point[], gap: number): string {
  const line = shorten(points, gap);
  const [first, ...rest] = line;
  if (!first) return "";
  let path = `M${at(first)}`;
  rest.forEach((point, index) => {
    const before = line[index] as Point;
    const after = line[index + 2];
    if (!after) {
      path += `L${at(point)}`;
      return;
    }
    const radius = Math.min(CORNER, distance(before, point) / 2, distance(point, after) / 2);
    path += `L${at(towards(point, before, radius))}Q${at(point)} ${at(towards(point, after, radius))}`;
  });
  return path;
}

const at = ({ x, y }: Point) => `${round(x)} ${round(y)}`;
const round = (value: number) => Math.round(value * 10) / 10;
const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);

function towards(from: Point, to: Point, by: number): Point {
  const length = distance(from, to) || 1;
  return {
    x: from.x + ((to.x - from.x) / length) * by,
    y: from.y + ((to.y - from.y) / length) * by,
  };
}

function shorten(points: readonly Point[], gap: number): readonly Point[] {
  const end = points.at(-1);
  const before = points.at(-2);
  if (!end || !before) return points;
  return [...points.slice(0, -1), towards(end, before, Math.min(gap, distance(end, before) / 2))];
}

/** Degrees that the last piece points to, for the arrow head. */
export function endAngle(points: readonly Point[]): number {
  const end = points.at(-1);
  const before = points.at(-2);
  if (!end || !before) return 0;
  return (Math.atan2(end.y - before.y, end.x - before.x) * 180) / Math.PI;
}
