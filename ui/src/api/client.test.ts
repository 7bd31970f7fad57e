import { expect, it } from "vitest";
import { addressOf } from "./client";
import { toProblem } from "./problem";

it("puts parameters where the contract has them", () => {
  expect(
    addressOf("/api/v1/services/{service}", {
      path: { service: "a/b c" },
      query: { window: "5m" },
    }),
  ).toBe("/api/v1/services/a%2Fb%20c?window=5m");
});

it("repeats lists and leaves out what has no value", () => {
  const query = { service: "cart", attribute: ["a=1", "b=2"], limit: 0 };
  expect(addressOf("/api/v1/traces", { query })).toBe(
    "/api/v1/traces?service=cart&attribute=a%3D1&attribute=b%3D2&limit=0",
  );
  expect(addressOf("/api/v1/slos", {})).toBe("/api/v1/slos");
});

it("reads a problem document", async () => {
  const problem = {
    type: "/problems/x",
    title: "No",
    status: 400,
    detail: "window: 0 (expected: > 0)",
  };
  expect(await toProblem(new Response(JSON.stringify(problem), { status: 400 }))).toEqual(problem);
});

it("makes a problem of an answer that is none", async () => {
  const answer = new Response("<h1>Bad gateway</h1>", { status: 502, statusText: "Bad Gateway" });
  expect(await toProblem(answer)).toMatchObject({ status: 502, title: "Unexpected answer" });
});
