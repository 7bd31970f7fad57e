/** The colour that a CSS variable has on the screen now: a canvas does not know variables. */
export function resolveColour(variable: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${variable})`;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

/** How many `--series-n` variables styles/tokens.css has. */
const SERIES = 12;

function hash(text: string): number {
  let value = 2166136261;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 16777619);
  }
  return value >>> 0;
}

/**
 * A colour for each service: the same one on every page as long as no other service in sight has it, and never one twice
 * while there are any left.
 */
export function serviceColours(services: Iterable<string>): ReadonlyMap<string, string> {
  const colours = new Map<string, string>();
  const taken = new Set<number>();
  for (const service of [...new Set(services)].sort()) {
    let index = hash(service) % SERIES;
    while (taken.has(index) && taken.size < SERIES) index = (index + 1) % SERIES;
    taken.add(index);
    colours.set(service, `var(--series-${index + 1})`);
  }
  return colours;
}
