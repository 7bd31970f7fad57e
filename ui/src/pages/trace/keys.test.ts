import { expect, it } from "vitest";
import { checkoutTrace } from "../../../e2e/fixtures/traces";
import { micros } from "../../api/units";
import { ticks } from "./ticks";
import { buildTree, visibleRows } from "./tree";
import { step } from "./treeKeys";

const roots = buildTree(checkoutTrace().spans);
const rows = visibleRows(roots, new Set());
const last = rows.length - 1;

it.each([
  ["ArrowDown", 0, { kind: "move", index: 1 }],
  ["ArrowDown", last, { kind: "move", index: last }],
  ["ArrowUp", 0, { kind: "move", index: 0 }],
  ["End", 0, { kind: "move", index: last }],
  ["Home", last, { kind: "move", index: 0 }],
  ["ArrowRight", 0, { kind: "move", index: 1 }],
  ["ArrowLeft", 0, { kind: "toggle" }],
  ["ArrowLeft", 4, { kind: "move", index: 3 }],
  ["ArrowRight", 4, null],
  ["Enter", 2, { kind: "open" }],
  ["Escape", 2, { kind: "close" }],
  ["Tab", 2, null],
])("%s on row %d does %j", (key, index, action) => {
  expect(step(key, index, rows)).toEqual(action);
});

it("opens a closed row before it moves into it", () => {
  const closed = visibleRows(roots, new Set([rows[0]?.node.key ?? ""]));
  expect(step("ArrowRight", 0, closed)).toEqual({ kind: "toggle" });
});

it("marks the ruler at round times within the trace", () => {
  expect(ticks(micros(1_842_310), 5)).toEqual([0, 500_000, 1_000_000, 1_500_000]);
  expect(ticks(micros(0), 5)).toEqual([0]);
});
