import { expect, it } from "vitest";
import type { Schemas } from "../api/client";
import { verdict } from "./verdict";

const NOW = new Date("2026-11-02T12:00:00Z");
const COMPLETE: Schemas["Completeness"] = {
  state: "complete",
  storedThrough: "2026-11-02T11:59:58Z",
  recordsBehind: 0,
  spansDropped: 0,
  deadLettered: 0,
  notes: [],
};
const health = (completeness: Partial<Schemas["Completeness"]>): Schemas["Health"] => ({
  status: "ok",
  version: "0.1.0",
  completeness: { ...COMPLETE, ...completeness },
  parts: [{ name: "kafka", status: "ok", detail: "" }],
});

it("says how old the newest stored data is", () => {
  expect(verdict(health({}), null, NOW)).toMatchObject({ tone: "ok", words: "live, 2 s old" });
});

it("says how many records wait", () => {
  const behind = health({ state: "behind", recordsBehind: 1234, notes: ["1,234 wait"] });
  expect(verdict(behind, null, NOW)).toEqual({
    tone: "degraded",
    words: "behind: 1,234 records",
    title: "1,234 wait",
  });
});

it("is not content when something was lost, though nothing waits", () => {
  const lossy = health({ state: "behind", spansDropped: 3, notes: ["3 spans were dropped"] });
  expect(verdict(lossy, null, NOW).tone).toBe("degraded");
});

it("does not call data live whose collector is silent", () => {
  expect(verdict(health({ state: "unknown", storedThrough: null }), null, NOW).words).toBe(
    "freshness unknown",
  );
});

it("names the part that does not work before anything else", () => {
  const parts: Schemas["Health"]["parts"] = [
    { name: "clickhouse", status: "failing", detail: "connection refused" },
  ];
  const failing = { ...health({ state: "behind", recordsBehind: 9 }), parts };
  expect(verdict(failing, null, NOW)).toMatchObject({
    tone: "failing",
    words: "clickhouse failing",
    title: "clickhouse: connection refused",
  });
});

it("says that the API is away", () => {
  expect(verdict(health({}), new Error("No answer"), NOW).words).toBe("API unreachable");
});
