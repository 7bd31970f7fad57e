import { expect, it } from "vitest";
import { budgetState, burnState, formatBurn, formatTarget } from "./burn";

it.each([
  [null, "idle"],
  [0, "ok"],
  [1, "ok"],
  [1.2, "degraded"],
  [14.4, "failing"],
])("takes a burn rate of %s for %s", (burnRate, state) => {
  expect(burnState({ window: "1h", burnRate, events: 1, badEvents: 0 })).toBe(state);
});

it.each([
  [-0.01, "failing"],
  [0.1, "degraded"],
  [0.5, "ok"],
])("takes %s of the budget left for %s", (left, state) => {
  expect(budgetState(left)).toBe(state);
});

it("keeps all the nines of a target", () => {
  expect(formatTarget(0.9995)).toBe("99.95%");
  expect(formatTarget(0.99999)).toBe("99.999%");
});

it("shows small burn rates without pretending they are none", () => {
  expect([null, 0, 0.004, 0.5, 14.44].map(formatBurn)).toEqual(["–", "0", "<0.01", "0.50", "14.4"]);
});
