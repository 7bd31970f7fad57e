import { describe, expect, it } from "vitest";
import { graph, SHOP } from "../../../e2e/fixtures/mesh";
import { nextNode } from "./nodeKeys";
import { endAngle, roundedPath } from "./path";
import { around, edgeWidth, matching, topologyKey, withoutLooseEdges } from "./topology";
import { parseGraph, withFilter, withSelection, withView } from "./url";

const shop = graph(SHOP);

describe("topologyKey", () => {
  it("stays when numbers change or the order does", () => {
    const busier = graph(SHOP.map((call) => ({ ...call, load: { perSecond: 1 } })));
    expect(topologyKey(busier)).toBe(topologyKey(shop));
    const reversed = { ...shop, nodes: shop.nodes.toReversed(), edges: shop.edges.toReversed() };
    expect(topologyKey(reversed)).toBe(topologyKey(shop));
  });

  it("changes when a call comes or goes", () => {
    expect(topologyKey(graph(SHOP.slice(1)))).not.toBe(topologyKey(shop));
  });
});

it("drops an edge whose end is unknown, and nothing else", () => {
  const loose = { ...shop, nodes: shop.nodes.filter(({ name }) => name !== "bank") };
  expect(withoutLooseEdges(loose).edges).toHaveLength(shop.edges.length - 1);
  expect(withoutLooseEdges(shop)).toBe(shop);
});

it("finds the neighbours of a service", () => {
  expect([...around(shop, "payment").nodes].sort()).toEqual(["bank", "checkout", "payment"]);
});

it("finds services by a part of their name, whatever the case", () => {
  const found = matching(shop, " CHECK ");
  expect([...found.nodes]).toEqual(["checkout"]);
  expect(found.edges.size).toBe(0);
});

it("draws busier edges wider, within bounds", () => {
  const widths = [0, 1, 10, 100, 1e9].map(edgeWidth);
  expect(widths).toEqual(widths.toSorted((a, b) => a - b));
  expect(widths[0]).toBe(1.25);
  expect(widths.at(-1)).toBe(6);
});

describe("roundedPath", () => {
  it("rounds corners and leaves room for the arrow head", () => {
    const corner = [
      { x: 0, y: 0 },
      { x: 100, y: 0 },
      { x: 100, y: 50 },
    ];
    expect(roundedPath(corner, 10)).toBe("M0 0L91 0Q100 0 100 9L100 40");
    expect(endAngle(corner)).toBe(90);
  });

  it("draws nothing where there are no points", () => {
    expect(roundedPath([], 10)).toBe("");
  });
});

describe("nextNode", () => {
  const geometry = {
    width: 0,
    height: 0,
    nodeWidth: 0,
    edges: new Map(),
    nodes: new Map([
      ["a", { x: 0, y: 0 }],
      ["b", { x: 200, y: 10 }],
      ["c", { x: 150, y: 300 }],
    ]),
  };

  it.each([
    ["ArrowRight", "a", "b"],
    ["ArrowDown", "a", "b"],
    ["ArrowDown", "b", "c"],
    ["ArrowLeft", "c", "a"],
    ["ArrowLeft", "a", null],
    ["x", "a", null],
  ])("%s leads from %s to %s", (key, from, to) => {
    expect(nextNode(key, from, geometry)).toBe(to);
  });
});

it("survives a round through the address", () => {
  const edge = { kind: "edge", source: "a", destination: "b c" } as const;
  const params = withView(
    withFilter(withSelection(new URLSearchParams("window=5m&node=x"), edge), "pay"),
    "table",
  );
  expect(parseGraph(params)).toEqual({ selection: edge, filter: "pay", view: "table" });
  expect(params.get("window")).toBe("5m");
  expect(parseGraph(withSelection(params, null)).selection).toBeNull();
});
