import { describe, expect, it } from "vitest";
import { received, SHOP, series } from "../../../e2e/fixtures/mesh";
import { settledPoints, toLines } from "./lines";

const whole = series(received(SHOP, "checkout"), 1);
const end = Date.parse(whole.window.to);
const iso = (millis: number) => new Date(millis).toISOString();
const stored = (storedThrough: string | null) => ({
  ...whole,
  completeness: { ...whole.completeness, storedThrough },
});

describe("settledPoints", () => {
  it("keeps all of a window that is stored", () => {
    expect(settledPoints(stored(iso(end + 60_000)))).toHaveLength(90);
  });

  it("leaves out what is not stored yet or still underway from the proxies", () => {
    expect(settledPoints(stored(iso(end + 4_000)))).toHaveLength(89);
    expect(settledPoints(stored(iso(end - 20_000)))).toHaveLength(87);
  });

  it("leaves out a step that is not over", () => {
    const begun = { ...stored(null), window: { ...whole.window, to: iso(end - 3_000) } };
    expect(settledPoints(begun)).toHaveLength(89);
  });

  it("shows nothing where nothing is stored", () => {
    expect(settledPoints(stored(iso(end - 3_600_000)))).toEqual([]);
  });
});

it("leaves a gap in errors and latency where there were no requests, and a zero in the rate", () => {
  const { rate, errors, latency } = toLines(whole.points);
  expect(rate[0]?.values[30]).toBe(0);
  expect(errors[0]?.values[30]).toBeNull();
  expect(latency[2]?.values[30]).toBeNull();
});
