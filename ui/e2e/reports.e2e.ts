import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { session } from "./session";

const ui = session();

it("downloads the report of the shared time range as CSV and as JSON", async () => {
  await ui.go("/reports?from=2026-11-01T09:00:00Z&to=2026-11-01T10:00:00Z");
  for (const [button, ending, start] of [
    ["Download CSV", "csv", "source,destination,reporter"],
    ["Download JSON", "json", '{"window":'],
  ] as const) {
    const waiting = ui.page.waitForEvent("download");
    await ui.page.getByRole("button", { name: button }).click();
    const download = await waiting;
    expect(download.suggestedFilename()).toBe(
      `tapmesh-traffic-2026-11-01T090000Z-to-2026-11-01T100000Z.${ending}`,
    );
    expect(await readFile(await download.path(), "utf8")).toMatch(new RegExp(`^${start}`));
  }
  const range = "from=2026-11-01T09%3A00%3A00Z&to=2026-11-01T10%3A00%3A00Z";
  expect(ui.fixtures.asked).toContain(`/api/v1/reports/traffic?format=csv&${range}`);
});

it("says why a download failed instead of saving the problem", async () => {
  await ui.go("/reports?refresh=off");
  await ui.page.getByRole("table").waitFor();
  ui.fixtures.mood = "failing";
  await ui.page.getByRole("button", { name: "Download CSV" }).click();
  await ui.page.getByText("Not downloaded: ClickHouse refused the connection").waitFor();
});

it("shows totals that are the sum of the rows", async () => {
  await ui.go("/reports");
  await ui.page.getByText("693,810 counted").waitFor();
  const cells = await ui.page.locator("tbody tr td:nth-child(5)").allTextContents();
  const sum = cells.reduce((total, text) => total + Number(text.replaceAll(",", "")), 0);
  expect(sum).toBe(693_810);
});

it("shows budgets, worst first, and what could not be read", async () => {
  await ui.go("/slos");
  const cards = ui.page.getByRole("article");
  await cards.first().getByText("23.1% overspent").waitFor();
  expect(await cards.count()).toBe(5);
  expect(await cards.first().getByRole("meter").getAttribute("aria-valuetext")).toBe(
    "overspent by 23.1%",
  );
  await ui.page.getByText("target 1.5 (expected: 0 < target < 1), search.yaml:14").waitFor();
  await cards.first().getByRole("link", { name: "Failed traces" }).click();
  await ui.page.waitForURL(/\/traces\?service=checkout&status=error/);
});
