import type { Geometry } from "./layout";

const DIRECTIONS: Record<string, readonly [number, number]> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};

/** The nearest node on the side that the arrow points to; what lies straight ahead is nearer than what lies aside. */
export function nextNode(key: string, from: string, { nodes }: Geometry): string | null {
  const direction = DIRECTIONS[key];
  const start = nodes.get(from);
  if (!direction || !start) return null;
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const [name, { x, y }] of nodes) {
    const dx = x - start.x;
    const dy = y - start.y;
    const ahead = dx * direction[0] + dy * direction[1];
    const aside = Math.abs(dx * direction[1]) + Math.abs(dy * direction[0]);
    const cost = ahead + aside * 2;
    if (ahead > 1 && cost < least) {
      least = cost;
      best = name;
    }
  }
  return best;
}
