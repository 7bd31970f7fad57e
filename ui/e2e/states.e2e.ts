import { describe, expect, it } from "vitest";
import { TRACE_ID } from "./fixtures/traces";
import { session } from "./session";

const ui = session();

interface PageStates {
  readonly path: string;
  /** Seen only when there is data. */
  readonly full: string;
  /** What the empty page says. */
  readonly empty: RegExp;
}

const PAGES: readonly PageStates[] = [
  {
    path: "/graph",
    full: "[id='node checkout']",
    empty: /No traffic in this time range/,
  },
  { path: "/services", full: "td:has-text('checkout')", empty: /No traffic in this time range/ },
  {
    path: "/services/checkout",
    full: "h2:has-text('Routes')",
    empty: /was not seen in the window/,
  },
  {
    path: "/traces",
    full: "a[href*='/traces/']:has-text('spans')",
    empty: /No trace meets all conditions/,
  },
  { path: `/traces/${TRACE_ID}`, full: "[role=treeitem]", empty: /is not stored/ },
  { path: "/slos", full: "[role=meter]", empty: /No objectives yet/ },
  { path: "/reports", full: "td:has-text('TLS 1.3')", empty: /No traffic in this time range/ },
];

describe.each(PAGES)("$path", ({ path, full, empty }) => {
  it("shows what there is", async () => {
    await ui.go(path);
    await ui.page.locator(full).first().waitFor();
    // What is shown may itself ask for more, as charts do.
    await expect.poll(() => ui.page.locator("[data-state]").count()).toBe(0);
  });

  it("says what to do where there is nothing", async () => {
    ui.fixtures.mood = "empty";
    await ui.go(path);
    await ui.page.getByText(empty).waitFor();
  });

  it("holds the place while it loads", async () => {
    ui.fixtures.mood = "loading";
    await ui.go(path);
    await ui.page.locator("main [aria-busy=true]").first().waitFor();
    ui.fixtures.mood = "full";
    ui.fixtures.release();
    await ui.page.locator(full).first().waitFor();
    await expect.poll(() => ui.page.locator("main [aria-busy=true]").count()).toBe(0);
  });

  it("shows the problem and recovers by the button", async () => {
    ui.fixtures.mood = "failing";
    await ui.go(`${path}?refresh=off`);
    await ui.page
      .getByText("ClickHouse refused the connection to 127.0.0.1:8123.")
      .first()
      .waitFor();
    ui.fixtures.mood = "full";
    await ui.page.getByRole("button", { name: "Try again" }).first().click();
    await ui.page.locator(full).first().waitFor();
  });
});

it("keeps the old data in sight when a refresh fails, and says so", async () => {
  await ui.go("/services?refresh=off");
  await ui.page.getByRole("link", { name: "checkout" }).waitFor();
  ui.fixtures.mood = "failing";
  await ui.page.getByRole("button", { name: "Refresh now" }).click();
  await ui.page.getByText(/Not refreshed since/).waitFor();
  expect(await ui.page.getByRole("link", { name: "checkout" }).isVisible()).toBe(true);
});

it("says what an answer lacks, and how far behind the data is", async () => {
  ui.fixtures.mood = "behind";
  await ui.go("/graph");
  await ui.page.getByText("Proxies dropped 17 spans in this window.").waitFor();
  await ui.page.getByText("behind: 1,234 records").waitFor();
});

it("says when the API is away, and what it last knew", async () => {
  await ui.go("/services");
  await ui.page.getByRole("link", { name: "checkout" }).waitFor();
  await ui.page.route("**/api/**", (route) => route.abort());
  await ui.page.getByRole("button", { name: "Refresh now" }).click();
  await ui.page.getByText("API unreachable").waitFor();
  expect(await ui.page.getByRole("link", { name: "checkout" }).isVisible()).toBe(true);
});

it("answers an unknown address with a way back", async () => {
  await ui.go("/nowhere?window=1h");
  await ui.page.getByRole("link", { name: "Go to the service graph" }).click();
  await expect.poll(ui.address).toBe("/graph?window=1h");
});

it("asks for a service whose name needs encoding by its own name", async () => {
  await ui.go(`/services/${encodeURIComponent("50% ä %2F")}`);
  await ui.page.getByText("service 50% ä %2F was not seen in the window").waitFor();
});
