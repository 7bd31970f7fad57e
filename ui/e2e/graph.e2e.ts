import { expect, it } from "vitest";
import { session } from "./session";

const ui = session();
const node = (name: string) => ui.page.locator(`[id='node ${name}']`);
const panel = (name: string) => ui.page.getByRole("complementary", { name });

/** The picture is drawn once as it was laid out before it is fitted to the window. */
async function fitted(name: string) {
  const canvas = node(name).locator("..");
  await expect
    .poll(() => canvas.evaluate((element) => element.style.transform))
    .not.toBe("translate(0px, 0px) scale(1)");
}

it("opens the details of a service and leads to its page and traces", async () => {
  await ui.go("/graph?window=1h");
  await node("checkout").click();
  await panel("Service checkout").getByText("11,160 (12.4 req/s)").waitFor();
  expect(ui.address()).toBe("/graph?window=1h&node=checkout");
  await panel("Service checkout").getByRole("link", { name: "Errors" }).click();
  await ui.page.waitForURL(/\/traces\?window=1h&service=checkout&status=error$/);
});

it("opens the details of a call and finds its traces", async () => {
  await ui.go("/graph");
  await ui.page
    .getByRole("button", { name: /^checkout to payment, 12.3\/s 7.90% errors, encrypted/ })
    .click();
  const details = panel("Calls checkout → payment");
  await details.getByText("TLS 1.3").waitFor();
  await details.getByRole("link", { name: "Traces of this call" }).click();
  await ui.page.waitForURL(/service=checkout&attribute=service.peer.name%3Dpayment/);
});

it("says which calls are not encrypted, in words", async () => {
  await ui.go("/graph");
  await ui.page.getByRole("button", { name: /^checkout to email.*not encrypted$/ }).waitFor();
  await ui.page.getByRole("button", { name: /^catalog to pricing.*partly encrypted$/ }).waitFor();
});

it("claims no lock for connections of which none has ended, and says that they are open", async () => {
  ui.fixtures.mood = "open";
  await ui.go("/graph");
  await ui.page.getByRole("button", { name: /^cart to redis, open.*, not encrypted$/ }).waitFor();
  await ui.page
    .getByRole("button", {
      name: /^checkout to orders-db, open.*, encrypted connections that are still open$/,
    })
    .click();
  const details = panel("Calls checkout → orders-db");
  await details.getByText("TLS 1.3, still open").waitFor();
  await details.getByText("each counts as a request when it ends").waitFor();
  await ui.go("/services/orders-db");
  await ui.page.getByRole("cell", { name: "TLS 1.3, still open" }).waitFor();
});

it("is walked by the arrows and opened by Enter; Escape closes", async () => {
  await ui.go("/graph");
  await node("browser").waitFor();
  await node("browser").focus();
  await ui.page.keyboard.press("ArrowRight");
  await ui.page.keyboard.press("ArrowRight");
  const focused = () => ui.page.evaluate(() => document.activeElement?.id);
  await expect.poll(focused).toMatch(/^node (checkout|recommendation)$/);
  const name = (await focused())?.replace("node ", "") ?? "";
  await ui.page.keyboard.press("Enter");
  await panel(`Service ${name}`).waitFor();
  await ui.page.keyboard.press("Escape");
  await expect.poll(() => panel(`Service ${name}`).count()).toBe(0);
  expect(ui.address()).toBe("/graph");
  expect(await focused()).toBe(`node ${name}`);
});

it("has one service in the tab order", async () => {
  await ui.go("/graph");
  await node("checkout").waitFor();
  expect(await ui.page.locator("[id^='node '][tabindex='0']").count()).toBe(1);
});

it("does not move anything when only numbers change", async () => {
  await ui.go("/graph?refresh=off");
  await node("checkout").waitFor();
  const places = () =>
    ui.page
      .locator("[id^='node ']")
      .evaluateAll((nodes) =>
        nodes.map((each) => `${each.id} ${(each as HTMLElement).style.transform}`).sort(),
      );
  const before = await places();
  ui.fixtures.mood = "behind";
  await ui.page.getByRole("button", { name: "Refresh now" }).click();
  await ui.page.getByText("Proxies dropped 17 spans").waitFor();
  expect(await places()).toEqual(before);
});

it("lays out anew when services come", async () => {
  await ui.go("/graph?refresh=off");
  await node("checkout").waitFor();
  ui.fixtures.mood = "fifty";
  await ui.page.getByRole("button", { name: "Refresh now" }).click();
  await node("edge-gateway").waitFor();
  await expect.poll(() => ui.page.locator("[id^='node ']").count()).toBe(50);
});

it("shows fifty services inside the window, none upon another", async () => {
  ui.fixtures.mood = "fifty";
  await ui.go("/graph");
  await fitted("edge-gateway");
  const boxes = await ui.page.locator("[id^='node ']").evaluateAll((nodes) =>
    nodes.map((each) => {
      const { left, top, right, bottom } = each.getBoundingClientRect();
      return { left, top, right, bottom };
    }),
  );
  expect(boxes).toHaveLength(50);
  for (const [index, a] of boxes.entries()) {
    expect(a.left).toBeGreaterThanOrEqual(0);
    expect(a.right).toBeLessThanOrEqual(1440);
    expect(a.bottom).toBeLessThanOrEqual(900);
    for (const b of boxes.slice(index + 1)) {
      const apart =
        a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
      expect(apart).toBe(true);
    }
  }
});

it("zooms by the buttons and fits again", async () => {
  await ui.go("/graph");
  await fitted("checkout");
  const width = async () => (await node("checkout").boundingBox())?.width ?? 0;
  const before = await width();
  await ui.page.getByRole("button", { name: "Zoom in" }).click();
  await expect.poll(width).toBeGreaterThan(before * 1.2);
  await ui.page.getByRole("button", { name: "Fit to window" }).click();
  await expect.poll(width).toBeCloseTo(before, 0);
});

it("finds services by name and keeps what was typed in the address", async () => {
  await ui.go("/graph");
  await ui.page.getByRole("searchbox", { name: "Find services" }).fill("pay");
  await expect.poll(ui.address).toBe("/graph?q=pay");
  await expect.poll(() => node("payment").getAttribute("data-lit")).toBe("true");
  await expect.poll(() => node("cart").getAttribute("data-lit")).toBe("false");
});

it("says the same in a table", async () => {
  await ui.go("/graph");
  await ui.page.getByRole("button", { name: "Table" }).click();
  await expect.poll(ui.address).toBe("/graph?view=table");
  const calls = ui.page.getByRole("table", { name: "Calls between services" });
  await expect.poll(() => calls.getByRole("row").count()).toBe(15);
  await calls.getByRole("button", { name: "checkout → payment" }).click();
  await panel("Calls checkout → payment").waitFor();
  await calls.getByRole("button", { name: "Req/s" }).click();
  await expect
    .poll(() => calls.getByRole("row").nth(1).textContent())
    .toContain("browser → frontend");
});
