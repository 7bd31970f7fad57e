import { expect, it } from "vitest";
import { checkoutTrace } from "../../../e2e/fixtures/traces";
import { matchingRows, nextMatch } from "./find";
import { buildTree, visibleRows } from "./tree";

const rows = visibleRows(buildTree(checkoutTrace().spans), new Set());

it("finds spans by service, operation, attribute and event, whatever the case", () => {
  expect(matchingRows(rows, "BANK POST")).toHaveLength(2);
  expect(matchingRows(rows, "/carts/{id}")).toHaveLength(2);
  expect(matchingRows(rows, "error.type=timeout")).toHaveLength(4);
  expect(matchingRows(rows, "exception")).toHaveLength(4);
});

it("finds nothing where nothing was typed or nothing fits", () => {
  expect(matchingRows(rows, "  ")).toEqual([]);
  expect(matchingRows(rows, "no such thing")).toEqual([]);
});

it("goes around at both ends", () => {
  expect(nextMatch([2, 5, 9], 5, false)).toBe(9);
  expect(nextMatch([2, 5, 9], 9, false)).toBe(2);
  expect(nextMatch([2, 5, 9], 2, true)).toBe(9);
  expect(nextMatch([], 2, false)).toBeUndefined();
});
