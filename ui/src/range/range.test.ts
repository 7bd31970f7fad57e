import { describe, expect, it } from "vitest";
import { apiRange, keepShared, parseRange, parseRefresh, windowMillis, withRange } from "./range";

const params = (query: string) => new URLSearchParams(query);

describe("parseRange", () => {
  it.each([
    ["", { kind: "relative", window: "15m" }],
    ["window=1h", { kind: "relative", window: "1h" }],
    ["window=soon", { kind: "relative", window: "15m" }],
    ["window=0m", { kind: "relative", window: "15m" }],
    ["from=yesterday&to=now&window=6h", { kind: "relative", window: "6h" }],
    ["from=2026-11-02T12:00:00Z&to=2026-11-02T11:00:00Z", { kind: "relative", window: "15m" }],
    [
      "from=2026-11-02T11:00:00Z&to=2026-11-02T12:00:00Z",
      {
        kind: "absolute",
        from: new Date("2026-11-02T11:00:00Z"),
        to: new Date("2026-11-02T12:00:00Z"),
      },
    ],
  ])("reads %j", (query, range) => {
    expect(parseRange(params(query))).toEqual(range);
  });
});

it("survives a round through the address", () => {
  const range = parseRange(params("from=2026-11-02T11:00:00Z&to=2026-11-02T12:00:00Z"));
  const written = withRange(params("window=5m&service=cart"), range);
  expect(written.toString()).toBe(
    "service=cart&from=2026-11-02T11%3A00%3A00Z&to=2026-11-02T12%3A00%3A00Z",
  );
  expect(apiRange(parseRange(written))).toEqual({
    from: "2026-11-02T11:00:00Z",
    to: "2026-11-02T12:00:00Z",
  });
});

describe("parseRefresh", () => {
  it.each([
    ["", 5_000],
    ["refresh=15s", 15_000],
    ["refresh=off", false],
    ["refresh=1ms", false],
    ["from=2026-11-02T11:00:00Z&to=2026-11-02T12:00:00Z&refresh=5s", false],
  ])("refreshes %j every %s ms", (query, intervalMillis) => {
    expect(parseRefresh(params(query)).intervalMillis).toBe(intervalMillis);
  });
});

it("keeps only what all pages share", () => {
  const current = params("window=1h&refresh=off&span=a1&q=pay");
  expect(keepShared("/traces", current, params("attribute=a%3D1&attribute=b%3D2"))).toBe(
    "/traces?window=1h&refresh=off&attribute=a%3D1&attribute=b%3D2",
  );
  expect(keepShared("/graph", params("q=pay"))).toBe("/graph");
});

it.each([
  ["90s", 90_000],
  ["5m", 300_000],
  ["30d", 2_592_000_000],
  ["5", undefined],
  ["-5m", undefined],
])("knows how long %s is", (window, length) => {
  expect(windowMillis(window)).toBe(length);
});
