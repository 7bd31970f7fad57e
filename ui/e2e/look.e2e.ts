import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openPage, startBrowser } from "./browser";
import type { Mood } from "./fixtures/answers";
import { startFixtures } from "./fixtures/server";
import { LARGE_TRACE_ID, TORN_TRACE_ID, TRACE_ID } from "./fixtures/traces";

/** Pictures of every page in every state, to look at: `LOOK=folder npm run look`, `ONLY=graph` for some. */
const folder = process.env.LOOK;
const only = process.env.ONLY ?? "";

const SHOTS: readonly [name: string, path: string, mood: Mood][] = [
  ["graph", "/graph", "full"],
  ["graph-node", "/graph?node=checkout", "full"],
  ["graph-edge", "/graph?source=checkout&destination=payment", "full"],
  ["graph-fifty", "/graph", "fifty"],
  ["graph-table", "/graph?view=table", "full"],
  ["graph-filter", "/graph?q=pay", "full"],
  ["graph-empty", "/graph", "empty"],
  ["graph-failing", "/graph", "failing"],
  ["graph-loading", "/graph", "loading"],
  ["graph-behind", "/graph", "behind"],
  ["graph-open", "/graph", "open"],
  ["graph-open-edge", "/graph?source=checkout&destination=orders-db", "open"],
  ["graph-open-plain", "/graph?source=cart&destination=redis", "open"],
  ["graph-open-node", "/graph?node=orders-db", "open"],
  ["graph-open-table", "/graph?view=table", "open"],
  ["service-open", "/services/checkout", "open"],
  ["service-open-db", "/services/orders-db", "open"],
  ["services", "/services", "full"],
  ["service", "/services/checkout", "full"],
  ["service-loading", "/services/checkout", "loading"],
  ["service-unknown", "/services/nobody", "full"],
  ["traces", "/traces", "full"],
  ["traces-none", "/traces?service=nobody&attribute=a%3Db", "full"],
  ["traces-loading", "/traces", "loading"],
  ["trace", `/traces/${TRACE_ID}`, "full"],
  ["trace-span", `/traces/${TRACE_ID}?span=00000000000000a7`, "full"],
  ["trace-large", `/traces/${LARGE_TRACE_ID}`, "full"],
  ["trace-torn", `/traces/${TORN_TRACE_ID}`, "full"],
  ["slos", "/slos", "full"],
  ["slos-empty", "/slos", "empty"],
  ["reports", "/reports", "full"],
  ["reports-empty", "/reports", "empty"],
  ["not-found", "/nowhere", "full"],
];

it.runIf(folder)("takes a picture of every page in every state", { timeout: 600_000 }, async () => {
  const fixtures = await startFixtures();
  const looks = (process.env.LOOKS ?? "light,dark,small").split(",");
  for (const look of looks) {
    const browser = await startBrowser({
      dark: look.includes("dark"),
      small: look.includes("small"),
    });
    const { page, complaints } = await openPage(browser.context, fixtures.url);
    await mkdir(join(folder ?? "", look), { recursive: true });
    for (const [name, path, mood] of SHOTS.filter(([each]) => each.includes(only))) {
      fixtures.mood = mood;
      await page.goto(`${fixtures.url}${path}`);
      if (mood === "loading") await page.locator('[data-state="loading"]').first().waitFor();
      else await page.waitForLoadState("networkidle");
      if (
        path.startsWith("/graph") &&
        !path.includes("table") &&
        /full|fifty|behind|open/.test(mood)
      ) {
        await page.locator("[data-ready=true]").waitFor();
      }
      await page.screenshot({ path: join(folder ?? "", look, `${name}.png`) });
      fixtures.release();
    }
    expect(complaints).toEqual([]);
    await browser.close();
  }
  await fixtures.close();
});
