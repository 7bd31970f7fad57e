import { expect, it } from "vitest";
import { parseTraceSearch, toConditions, tracesParams } from "./url";

it("survives a round through the address", () => {
  const search = {
    service: "checkout",
    route: "/orders/{id}",
    status: "5xx",
    minDurationMillis: 250.5,
    attributes: ["url.path=/a b&c", "x=y=z"],
    limit: 100,
    cursor: "abc",
  };
  expect(parseTraceSearch(new URLSearchParams(tracesParams(search).toString()))).toEqual(search);
});

it("takes empty fields of the form for no condition", () => {
  const form = new URLSearchParams(
    "service=&route=%20&minDurationMillis=&attribute=&attribute=a%3D1",
  );
  expect(parseTraceSearch(form)).toEqual({ attributes: ["a=1"] });
});

it("asks the API for attributes one by one, and for a page of 50 unless told", () => {
  expect(toConditions({ service: "cart", attributes: ["a=1", "b=2"] })).toEqual({
    service: "cart",
    attribute: ["a=1", "b=2"],
    limit: 50,
  });
});
