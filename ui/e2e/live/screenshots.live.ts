import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { openPage, startBrowser } from "../browser";
import { BASE, graph, mostTelling, SCREENSHOTS, traces, WINDOW } from "./target";

interface Shot {
  readonly name: string;
  readonly path: string;
  readonly ready: string;
}

async function shots(): Promise<readonly Shot[]> {
  const service = mostTelling(await graph(`window=${WINDOW}`));
  const { traces: found } = await traces(
    `window=${WINDOW}&limit=100&service=${encodeURIComponent(service)}`,
  );
  // Errors make the better picture; then the trace that crosses most services.
  const trace = found.toSorted(
    (a, b) => b.errorCount - a.errorCount || b.spanCount - a.spanCount,
  )[0];
  const shared = `window=${WINDOW}&refresh=off`;
  return [
    { name: "graph", path: `/graph?${shared}`, ready: "[data-ready=true] [id^='node ']" },
    {
      name: "service",
      path: `/services/${encodeURIComponent(service)}?${shared}`,
      ready: "figure canvas",
    },
    { name: "traces", path: `/traces?${shared}`, ready: "a[href*='/traces/']:has-text('span')" },
    { name: "trace", path: `/traces/${trace?.traceId}?${shared}`, ready: "[role=treeitem]" },
    { name: "slos", path: `/slos?${shared}`, ready: "main article, main [data-state=empty]" },
    { name: "reports", path: `/reports?${shared}`, ready: "main table" },
  ];
}

/** Nothing is being fetched and the fonts are there. */
async function settled(page: Page) {
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => document.fonts.ready);
  await expect.poll(() => page.locator("[aria-busy=true]").count()).toBe(0);
}

describe.runIf(SCREENSHOTS)("screenshots", () => {
  it.each([
    ["", false],
    ["-dark", true],
  ])("are taken%s", async (suffix, dark) => {
    const folder = SCREENSHOTS ?? "";
    await mkdir(folder, { recursive: true });
    const browser = await startBrowser({ dark });
    const { page, complaints } = await openPage(browser.context, BASE);
    for (const { name, path, ready } of await shots()) {
      await page.goto(`${BASE}${path}`);
      await page.locator(ready).first().waitFor();
      await settled(page);
      await page.screenshot({ path: join(folder, `${name}${suffix}.png`) });
    }
    await browser.close();
    expect(complaints).toEqual([]);
  });
});
