import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { TRACE_ID } from "./fixtures/traces";
import { session } from "./session";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const PAGES: readonly [path: string, ready: string][] = [
  ["/graph", "[data-ready=true]"],
  ["/graph?node=checkout", "figure"],
  ["/graph?view=table", "table"],
  ["/services", "table"],
  ["/services/checkout", "figure"],
  ["/traces", "a[href*='/traces/']:has-text('spans')"],
  [`/traces/${TRACE_ID}?span=00000000000000a7`, "aside"],
  ["/slos", "[role=meter]"],
  ["/reports", "table"],
  ["/nowhere", "[data-state=empty]"],
];

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** WCAG 2.2 A and AA by axe, as far as a program can tell. */
async function violations(page: Page): Promise<string[]> {
  // Through the debugger, which the content security policy does not bind.
  await page.evaluate(await readFile(AXE, "utf8"));
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(options: unknown): Promise<{ violations: Violation[] }> };
    };
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    return (await axe.run({ runOnly: { type: "tag", values: tags } })).violations;
  });
  return found.flatMap(({ id, help, nodes }) =>
    nodes
      .slice(0, 4)
      .map((node) => `${id}: ${help}: ${node.html.slice(0, 160)} ${node.failureSummary}`),
  );
}

describe.each([
  ["light and large", {}],
  ["dark and large", { dark: true }],
  ["light and small", { small: true }],
])("%s", (_look, options) => {
  const ui = session(options);

  it.each(PAGES)("%s is accessible and not wider than the window", async (path, ready) => {
    await ui.go(path);
    await ui.page.locator(ready).first().waitFor();
    expect(await violations(ui.page)).toEqual([]);
    const overflow = await ui.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  });
});
