import { describe, expect, it } from "vitest";
import { checkoutTrace, largeTrace, tornTrace } from "../../../e2e/fixtures/traces";
import { micros } from "../../api/units";
import { buildTree, type Row, type Span, selfMicros, visibleRows } from "./tree";

const pattern = checkoutTrace().spans[0] as Span;
const NONE = new Set<string>();

function span(spanId: string, parentSpanId: string | null, start: number, duration = 10): Span {
  return {
    ...pattern,
    spanId,
    parentSpanId,
    startOffsetMicros: micros(start),
    durationMicros: micros(duration),
    status: "unset",
  };
}

const shown = (rows: readonly Row[]) =>
  rows.map(({ node, depth }) => `${" ".repeat(depth)}${node.spanId}`);

it("puts children below their parent in order of start, whatever order they come in", () => {
  const roots = buildTree([
    span("c", "a", 5),
    span("b", "a", 2),
    span("a", null, 0),
    span("d", "b", 3),
  ]);
  expect(shown(visibleRows(roots, NONE))).toEqual(["a", " b", "  d", " c"]);
});

it("gathers spans under the place of the parent that is missing", () => {
  const roots = buildTree([span("a", null, 0), span("x", "lost", 4), span("y", "lost", 3)]);
  expect(shown(visibleRows(roots, NONE))).toEqual(["a", "lost", " y", " x"]);
  expect(roots[1]?.span).toBeNull();
  expect(roots[1]?.startMicros).toBe(3);
  expect(roots[1]?.endMicros).toBe(14);
});

it("shows every span once, even where parents form a loop or a span is its own parent", () => {
  const roots = buildTree([
    span("a", "b", 1),
    span("b", "a", 0),
    span("c", "c", 2),
    span("d", "a", 3),
  ]);
  expect(
    shown(visibleRows(roots, NONE))
      .map((row) => row.trim())
      .sort(),
  ).toEqual(["a", "b", "c", "d"]);
});

it("hangs children of an id that two spans share below the server's side", () => {
  const client: Span = { ...span("s", "a", 1), kind: "client" };
  const server: Span = { ...span("s", "a", 2), kind: "server" };
  const roots = buildTree([span("a", null, 0), client, server, span("d", "s", 3)]);
  const rows = visibleRows(roots, NONE);
  expect(shown(rows)).toEqual(["a", " s", " s", "  d"]);
  expect(rows.map(({ node }) => node.key)).toEqual(["a", "s", "s.2", "d"]);
});

it("hides what is below a collapsed span, and says how much and how bad", () => {
  const bad: Span = { ...span("c", "b", 2), status: "error" };
  const roots = buildTree([span("a", null, 0), span("b", "a", 1), bad]);
  const closed = visibleRows(roots, new Set([roots[0]?.key ?? ""]));
  expect(closed).toHaveLength(1);
  expect(closed[0]).toMatchObject({ collapsed: true, below: 2, errorsBelow: 1 });
});

it("takes a chain of 10,000 spans", () => {
  const chain = Array.from({ length: 10_000 }, (_, i) =>
    span(`s${i}`, i === 0 ? null : `s${i - 1}`, i),
  );
  const rows = visibleRows(buildTree(chain), NONE);
  expect(rows).toHaveLength(10_000);
  expect(rows.at(-1)?.depth).toBe(9_999);
});

it("shows all of a large trace and of a torn one", () => {
  const large = largeTrace();
  expect(visibleRows(buildTree(large.spans), NONE)).toHaveLength(10_000);
  const torn = tornTrace();
  const missing = visibleRows(buildTree(torn.spans), NONE).filter(({ node }) => node.span === null);
  expect(missing).toHaveLength(2);
});

describe("selfMicros", () => {
  it("counts overlapping children once and ignores what lies outside", () => {
    const roots = buildTree([
      span("a", null, 0, 100),
      span("b", "a", 10, 30),
      span("c", "a", 20, 30),
      span("d", "a", 90, 50),
    ]);
    expect(roots[0] && selfMicros(roots[0])).toBe(50);
  });
});
