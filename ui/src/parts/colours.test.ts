import { expect, it } from "vitest";
import { serviceColours } from "./colours";

it("gives twelve services twelve colours", () => {
  const names = Array.from({ length: 12 }, (_, index) => `service-${index}`);
  expect(new Set(serviceColours(names).values()).size).toBe(12);
});

it("still has a colour for each of more services than colours", () => {
  const names = Array.from({ length: 40 }, (_, index) => `service-${index}`);
  expect(serviceColours(names).size).toBe(40);
});

it("does not depend on the order or on repetition", () => {
  expect(serviceColours(["b", "a", "b"])).toEqual(serviceColours(["a", "b"]));
});
