import { expect, it } from "vitest";
import { fileName } from "./download";

const NOW = new Date("2026-11-02T14:03:22Z");

it("names the file after the period it covers", () => {
  expect(fileName({ kind: "relative", window: "24h" }, "csv", NOW)).toBe(
    "tapmesh-traffic-last-24h-to-2026-11-02T140322Z.csv",
  );
  const range = { kind: "absolute", from: new Date("2026-11-01T00:00:00Z"), to: NOW } as const;
  expect(fileName(range, "json", NOW)).toBe(
    "tapmesh-traffic-2026-11-01T000000Z-to-2026-11-02T140322Z.json",
  );
});
