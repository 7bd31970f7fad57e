import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { formatExact } from "../../src/format/numbers";
import { type Browser, openPage, startBrowser, type Watched } from "../browser";
import {
  BASE,
  graph,
  mostTelling,
  objectives,
  report,
  settledMinute,
  traces,
  WINDOW,
} from "./target";

/** How long a mesh that has just started may take until a request is stored with all its spans. */
const START = { timeout: 240_000, interval: 1_000 };

let browser: Browser;
let watched: Watched;

beforeAll(async () => {
  browser = await startBrowser();
  await vi.waitFor(hasTraffic, START);
});
beforeEach(async () => {
  watched = await openPage(browser.context, BASE);
});
afterEach(async () => {
  await watched.page.close();
  expect(watched.complaints).toEqual([]);
});
afterAll(() => browser.close());

/** A mesh that has just started needs a moment until its first calls are stored. */
async function hasTraffic() {
  expect((await graph(`window=${WINDOW}`)).edges).not.toHaveLength(0);
}

const go = (path: string) => watched.page.goto(`${BASE}${path}`);

it("draws every service and every call of the graph", async () => {
  await go(`/graph?window=${WINDOW}`);
  await watched.page.locator("[data-ready=true]").waitFor();
  await expect
    .poll(async () => {
      const { nodes, edges } = await graph(`window=${WINDOW}`);
      const drawn = await watched.page.locator("[id^='node ']").count();
      const labels = await watched.page
        .getByRole("button", { name: /^.+ to .+, .+encrypted$/ })
        .count();
      return drawn === nodes.length && labels === edges.length;
    })
    .toBe(true);
});

it("shows the golden signals of a service", async () => {
  const service = await vi.waitFor(async () => mostTelling(await graph(`window=${WINDOW}`)), START);
  await go(`/services?window=${WINDOW}`);
  await watched.page.getByRole("link", { name: service, exact: true }).click();
  await watched.page.getByRole("heading", { name: service }).waitFor();
  await expect.poll(() => watched.page.locator("figure canvas").count()).toBe(3);
  const routes = watched.page.getByRole("table", { name: "Routes and the traffic on them" });
  await expect.poll(() => routes.getByRole("row").count()).toBeGreaterThan(1);
});

it("finds traces and shows one from top to bottom", async () => {
  await go(`/traces?window=${WINDOW}`);
  await watched.page.locator("a[href*='/traces/']").first().waitFor();
  // The spans of a trace are stored one after the other, and its page does not ask again by itself.
  await vi.waitFor(showsLargestTrace, START);
});

async function showsLargestTrace() {
  const { traces: found } = await traces(`window=${WINDOW}&limit=100`);
  const largest = found.toSorted((a, b) => b.spanCount - a.spanCount)[0];
  if (!largest) throw new Error(`no trace in the last ${WINDOW}`);
  await go(`/traces/${largest.traceId}?window=${WINDOW}`);
  await watched.page.getByRole("treeitem").first().click();
  await watched.page
    .getByRole("complementary", { name: "Span" })
    .getByText("http.request.method")
    .waitFor();
  const services = await watched.page.getByRole("treeitem").locator("b").allTextContents();
  expect(new Set(services).size).toBeGreaterThan(1);
}

it("shows every error budget", async () => {
  await go("/slos");
  await expect
    .poll(async () => {
      const { objectives: known } = await objectives();
      const cards = await watched.page.getByRole("article").count();
      const none = await watched.page.getByText("No objectives yet").count();
      return cards === known.length && none === (known.length === 0 ? 1 : 0);
    })
    .toBe(true);
});

it("reports exactly what the graph counts", async () => {
  const minute = settledMinute();
  // A slow machine may still be storing some of the minute: all are asked again until they agree.
  await vi.waitFor(() => agree(minute), { timeout: 60_000, interval: 1_000 });
});

async function agree(minute: string) {
  const { edges } = await graph(minute);
  const { totals } = await report(minute);
  const requests = edges.reduce((sum, { stats }) => sum + stats.requests, 0);
  const errors = edges.reduce((sum, { stats }) => sum + stats.errors, 0);
  expect({ requests: totals.requests, errors: totals.errors }).toEqual({ requests, errors });
  await go(`/reports?${minute}`);
  const shown = watched.page.getByText(/^[0-9,]+ counted$|^No traffic in this time range$/);
  await shown.waitFor();
  expect(await shown.textContent()).toBe(
    requests === 0 ? "No traffic in this time range" : `${formatExact(requests)} counted`,
  );
}

it("says how fresh the data is", async () => {
  await go("/services");
  await watched.page.getByText(/^(live|behind|freshness)/).waitFor();
});
