import { expect, it } from "vitest";
import { parseRoute, sameRoute, withRoute } from "./url";

it("survives a round through the address, the empty route too", () => {
  for (const choice of [
    { method: "GET", route: "/carts/{id}" },
    { method: "POST", route: "" },
    null,
  ]) {
    const params = withRoute(new URLSearchParams("window=5m&method=PUT&route=%2Fold"), choice);
    expect(parseRoute(new URLSearchParams(params.toString()))).toEqual(choice);
    expect(params.get("window")).toBe("5m");
  }
});

it("takes half a choice for none", () => {
  expect(parseRoute(new URLSearchParams("route=%2Fcarts"))).toBeNull();
});

it("tells routes apart by method and template", () => {
  const get = { method: "GET", route: "/a" };
  expect(sameRoute(get, { method: "GET", route: "/a" })).toBe(true);
  expect(sameRoute(get, { method: "POST", route: "/a" })).toBe(false);
  expect(sameRoute(get, null)).toBe(false);
});
