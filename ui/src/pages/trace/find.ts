import type { Row, Span } from "./tree";

/** Whether any text of a span contains what was typed: service, operation, ids, attributes, events. */
export function spanMatches(span: Span, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return false;
  const has = (value: string) => value.toLowerCase().includes(wanted);
  return (
    has(`${span.service} ${span.name}`) ||
    has(span.spanId) ||
    has(span.statusMessage) ||
    Object.entries(span.attributes).some(([key, value]) => has(`${key}=${value}`)) ||
    span.events.some(({ name }) => has(name))
  );
}

/** The rows that match, by their index. Rows below a collapsed span are not shown, so they are not found. */
export function matchingRows(rows: readonly Row[], text: string): readonly number[] {
  if (text.trim() === "") return [];
  return rows.flatMap(({ node }, index) =>
    node.span && spanMatches(node.span, text) ? [index] : [],
  );
}

/** The match after `current`, and from the last one on to the first; before it, when going backwards. */
export function nextMatch(
  matches: readonly number[],
  current: number,
  backwards: boolean,
): number | undefined {
  return backwards
    ? (matches.findLast((index) => index < current) ?? matches.at(-1))
    : (matches.find((index) => index > current) ?? matches[0]);
}
