import { expect, it, onTestFinished } from "vitest";
import { session } from "./session";

const ui = session();
/** Of the pages whose heading says more than their link. */
const HEADINGS: Record<string, string> = { Graph: "Service graph", Reports: "Traffic report" };

it("starts at the graph of the last 15 minutes", async () => {
  await ui.go("/");
  await ui.page.getByRole("heading", { name: "Service graph" }).waitFor();
  expect(ui.address()).toBe("/graph");
  await expect.poll(() => ui.fixtures.asked).toContain("/api/v1/graph?window=15m");
});

it("keeps the time range and the refresh setting from page to page", async () => {
  await ui.go("/graph");
  await ui.page.getByRole("button", { name: /Time range/ }).click();
  await ui.page.getByRole("button", { name: /Last 6 hours/ }).click();
  await ui.page.getByRole("combobox", { name: "Refresh automatically" }).selectOption("off");
  for (const name of ["Services", "Traces", "Error budgets", "Reports", "Graph"]) {
    await ui.page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name }).click();
    await ui.page.getByRole("heading", { level: 1, name: HEADINGS[name] ?? name }).waitFor();
    expect(ui.address()).toMatch(/window=6h&refresh=off$/);
  }
  await expect.poll(() => ui.fixtures.asked).toContain("/api/v1/reports/traffic?window=6h");
  await expect.poll(() => ui.fixtures.asked).toContain("/api/v1/traces?limit=50&window=6h");
});

it("takes a custom range in local time and stops refreshing", async () => {
  await ui.go("/services");
  await ui.page.getByRole("button", { name: /Time range/ }).click();
  await ui.page.getByLabel("From").fill("2026-11-01T10:00:00");
  await ui.page.getByLabel("To", { exact: true }).fill("2026-11-01T09:00:00");
  await ui.page.getByRole("button", { name: "Show this range" }).click();
  await ui.page.getByText("The end must come after the start.").waitFor();
  await ui.page.getByLabel("To", { exact: true }).fill("2026-11-01T11:30:00");
  await ui.page.getByRole("button", { name: "Show this range" }).click();
  await ui.page.waitForURL(/from=2026-11-01T09%3A00%3A00Z&to=2026-11-01T10%3A30%3A00Z/);
  await ui.page.getByRole("button", { name: "Time range: 1 Nov 10:00 to 1 Nov 11:30" }).waitFor();
  expect(await ui.page.getByRole("combobox", { name: "Refresh automatically" }).isDisabled()).toBe(
    true,
  );
});

it("chooses the range that is dragged over a chart; Back undoes it", async () => {
  await ui.go("/services/checkout?refresh=off");
  const plot = ui.page.locator(".u-over").first();
  const box = await plot.boundingBox();
  if (!box) throw new Error("no chart");
  const y = box.y + box.height / 2;
  await ui.page.mouse.move(box.x + box.width * 0.3, y);
  await ui.page.mouse.down();
  await ui.page.mouse.move(box.x + box.width * 0.6, y, { steps: 8 });
  await ui.page.mouse.up();
  await ui.page.waitForURL(/from=.*&to=/);
  const chosen = new URL(ui.page.url()).searchParams;
  const seconds =
    (Date.parse(chosen.get("to") ?? "") - Date.parse(chosen.get("from") ?? "")) / 1000;
  expect(seconds).toBeGreaterThan(200);
  expect(seconds).toBeLessThan(330);
  await ui.page.goBack();
  await expect.poll(ui.address).toBe("/services/checkout?refresh=off");
});

it("moves one cursor over all charts and reads the values off", async () => {
  await ui.go("/services/checkout?refresh=off");
  const plot = ui.page.locator(".u-over").first();
  await plot.waitFor();
  await plot.hover();
  const charts = ui.page.locator("figure");
  await expect.poll(() => charts.nth(0).locator("figcaption b").count()).toBe(1);
  await expect.poll(() => charts.nth(1).locator("figcaption b").count()).toBe(1);
  await expect.poll(() => charts.nth(2).locator("figcaption b").count()).toBe(3);
});

it("fetches again by itself, and not where the range has passed", async () => {
  const { clock } = ui.page;
  const questions = (path: string) =>
    ui.fixtures.asked.filter((each) => each.startsWith(path)).length;
  // A page draws what was answered only when some time passes; these are too few milliseconds for a refresh.
  const show = async (path: string) => {
    await ui.go(path);
    await expect
      .poll(async () => {
        await clock.runFor(10);
        return ui.page.getByRole("link", { name: "checkout" }).count();
      })
      .toBe(1);
  };
  await clock.install();
  // From here on time stands but for `runFor`: a slow machine must not see more questions than a fast one.
  await clock.pauseAt(Date.now() + 60_000);
  onTestFinished(() => clock.resume());

  await show("/services");
  expect(questions("/api/v1/services?")).toBe(1);
  await clock.runFor(5_500);
  await expect.poll(() => questions("/api/v1/services?")).toBe(2);

  await show("/services?from=2026-11-01T09:00:00Z&to=2026-11-01T10:00:00Z");
  const before = questions("/api/v1/health");
  // The freshness is asked for on, twice: more time did pass than a refresh takes.
  await expect
    .poll(async () => {
      await clock.runFor(1_000);
      return questions("/api/v1/health");
    })
    .toBeGreaterThan(before + 1);
  expect(questions("/api/v1/services?")).toBe(3);
});

it("closes the time range panel by Escape and gives the focus back", async () => {
  await ui.go("/services");
  const opener = ui.page.getByRole("button", { name: /Time range/ });
  await opener.focus();
  await ui.page.keyboard.press("Enter");
  await ui.page.getByRole("dialog").waitFor();
  await ui.page.keyboard.press("Tab");
  await ui.page.keyboard.press("Escape");
  await expect.poll(() => ui.page.getByRole("dialog").count()).toBe(0);
  expect(await opener.evaluate((element) => element === document.activeElement)).toBe(true);
});

it("changes between light, dark and the system's colours, and remembers", async () => {
  await ui.go("/services");
  const background = () => ui.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await ui.page.getByRole("button", { name: /Change to light/ }).click();
  await ui.page.getByRole("button", { name: /Change to dark/ }).click();
  await expect.poll(background).not.toBe(light);
  await ui.page.reload();
  await ui.page.getByRole("button", { name: /Colours: dark/ }).click();
  await expect.poll(background).toBe(light);
});

it("puts one route into the charts and its name into the address", async () => {
  await ui.go("/services/checkout?refresh=off");
  await ui.page.getByRole("button", { name: "Show POST /checkout/{id} in the charts" }).click();
  await ui.page.getByText("POST /checkout/{id} alone").waitFor();
  const asked =
    "/api/v1/series?service=checkout&method=POST&route=%2Fcheckout%2F%7Bid%7D&window=15m";
  await expect.poll(() => ui.fixtures.asked).toContain(asked);
  await ui.page.reload();
  await ui.page.getByRole("button", { name: "All routes" }).click();
  await expect.poll(ui.address).toBe("/services/checkout?refresh=off");
});

it("shows what is left of a service's error budgets beside its signals", async () => {
  await ui.go("/services/checkout");
  await ui.page.getByRole("link", { name: /checkout: available 23.1% overspent/ }).click();
  await ui.page.getByRole("article").first().waitFor();
});
