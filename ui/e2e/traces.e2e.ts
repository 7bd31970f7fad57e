import { expect, it } from "vitest";
import { LARGE_TRACE_ID, TORN_TRACE_ID, TRACE_ID } from "./fixtures/traces";
import { session } from "./session";

const ui = session();
const rows = () => ui.page.getByRole("treeitem");
const tree = () => ui.page.getByRole("tree");

it("puts every condition into the address, asks for it, and shows it again", async () => {
  await ui.go("/traces?window=1h");
  await ui.page.getByLabel("Service", { exact: true }).fill("checkout");
  await ui.page.getByLabel("Route").fill("/orders");
  await ui.page.getByLabel("Method").selectOption("POST");
  await ui.page.getByLabel("Status").selectOption("5xx");
  await ui.page.getByLabel("Min duration, ms").fill("250");
  await ui.page.getByLabel("Max duration, ms").fill("5000");
  await ui.page.getByLabel("Attribute 1").fill("url.path=/orders");
  await ui.page.getByLabel("Attribute 2").fill("error.type=timeout");
  await ui.page.getByLabel("Show").selectOption("20");
  await ui.page.getByRole("button", { name: "Search" }).click();
  const query =
    "service=checkout&route=%2Forders&method=POST&status=5xx&minDurationMillis=250&maxDurationMillis=5000&limit=20";
  const attributes = "attribute=url.path%3D%2Forders&attribute=error.type%3Dtimeout";
  await expect.poll(ui.address).toBe(`/traces?window=1h&${query}&${attributes}`);
  await expect.poll(() => ui.fixtures.asked.some((path) => path.includes(attributes))).toBe(true);
  await ui.page.reload();
  expect(await ui.page.getByLabel("Attribute 2").inputValue()).toBe("error.type=timeout");
  expect(await ui.page.getByLabel("Status").inputValue()).toBe("5xx");
});

it("refuses an attribute that is no key=value before it asks", async () => {
  await ui.go("/traces");
  await ui.page.getByLabel("Attribute 1").fill("nonsense");
  await ui.page.getByRole("button", { name: "Search" }).click();
  expect(await ui.page.locator("input:invalid").count()).toBe(1);
  expect(ui.address()).toBe("/traces");
});

it("pages to older traces and back", async () => {
  const older = ui.page.getByRole("button", { name: "Older" });
  await ui.go("/traces?limit=20");
  await older.click();
  await expect.poll(ui.address).toBe("/traces?cursor=1&limit=20");
  await older.click();
  await expect.poll(ui.address).toBe("/traces?cursor=2&limit=20");
  await ui.page.locator("[data-stale=false]").waitFor();
  await expect.poll(() => older.getAttribute("disabled")).not.toBeNull();
  await ui.page.goBack();
  await expect.poll(ui.address).toBe("/traces?cursor=1&limit=20");
  await ui.page.getByRole("button", { name: "Newest" }).click();
  await expect.poll(ui.address).toBe("/traces?limit=20");
});

it("does not lead on from a page that still waits for its answer", async () => {
  const older = ui.page.getByRole("button", { name: "Older" });
  await ui.go("/traces?limit=20");
  await older.waitFor();
  ui.fixtures.mood = "loading";
  await older.click();
  await expect.poll(ui.address).toBe("/traces?cursor=1&limit=20");
  await ui.page.locator("[data-stale=true]").waitFor();
  expect(await older.getAttribute("aria-disabled")).toBe("true");
  await ui.page.keyboard.press("Enter");
  expect(ui.address()).toBe("/traces?cursor=1&limit=20");
  await expect.poll(() => ui.fixtures.asked.some((path) => path.includes("cursor=1"))).toBe(true);
  ui.fixtures.mood = "full";
  ui.fixtures.release();
  await expect.poll(() => older.getAttribute("aria-disabled")).toBe("false");
  await ui.page.keyboard.press("Enter");
  await expect.poll(ui.address).toBe("/traces?cursor=2&limit=20");
});

it("opens a trace from the list", async () => {
  await ui.go("/traces?window=6h");
  await ui.page.locator(`a[href*='${TRACE_ID}']`).click();
  await ui.page.getByText("15 spans").waitFor();
  expect(ui.address()).toBe(`/traces/${TRACE_ID}?window=6h`);
});

it("shows the details of a span, and which one in the address", async () => {
  await ui.go(`/traces/${TRACE_ID}`);
  await rows().filter({ hasText: "payment POST /authorizations" }).first().click();
  const panel = ui.page.getByRole("complementary", { name: "Span" });
  await panel.getByText("no response within 900 ms from bank:8443").waitFor();
  await panel.getByText("io.netty.handler.timeout.ReadTimeoutException").first().waitFor();
  expect(ui.address()).toBe(`/traces/${TRACE_ID}?span=00000000000000a7`);
  await ui.page.reload();
  await panel.getByText("service.instance.id").or(panel.getByText("Resource")).first().waitFor();
});

it("is walked, folded and opened by the keyboard", async () => {
  await ui.go(`/traces/${TRACE_ID}`);
  await rows().first().waitFor();
  await tree().focus();
  const active = () => ui.page.locator("[role=treeitem][data-active=true]").textContent();
  await ui.page.keyboard.press("ArrowDown");
  await ui.page.keyboard.press("ArrowDown");
  await expect.poll(active).toContain("checkout POST /orders");
  await ui.page.keyboard.press("ArrowLeft");
  await expect.poll(() => rows().count()).toBe(3);
  await expect.poll(active).toContain("+12 (8 failed)");
  await ui.page.keyboard.press("ArrowRight");
  await expect.poll(() => rows().count()).toBe(15);
  await ui.page.keyboard.press("Enter");
  await ui.page.getByRole("complementary", { name: "Span" }).waitFor();
  await ui.page.keyboard.press("ArrowDown");
  await ui.page
    .getByRole("complementary", { name: "Span" })
    .getByText("GET /carts/{id}")
    .first()
    .waitFor();
  await ui.page.keyboard.press("Escape");
  await expect.poll(() => ui.page.getByRole("complementary", { name: "Span" }).count()).toBe(0);
});

it("finds spans by their texts and goes from one to the next", async () => {
  await ui.go(`/traces/${TRACE_ID}`);
  const find = ui.page.getByRole("searchbox", { name: "Find spans" });
  await find.fill("error.type=timeout");
  await ui.page.getByText("4 found").waitFor();
  await find.press("Enter");
  await ui.page.getByText("1 of 4").waitFor();
  await find.press("Shift+Enter");
  await ui.page.getByText("4 of 4").waitFor();
  await expect.poll(ui.address).toBe(`/traces/${TRACE_ID}?find=error.type%3Dtimeout`);
});

it("shows ten thousand spans with a few rows in the document", async () => {
  await ui.go(`/traces/${LARGE_TRACE_ID}`);
  await ui.page.getByText("the earliest 10,000 are shown").waitFor();
  await rows().first().waitFor();
  expect(await rows().count()).toBeLessThan(100);
  await tree().focus();
  await ui.page.keyboard.press("End");
  await expect.poll(() => ui.page.locator("[role=treeitem][data-active=true]").count()).toBe(1);
  const height = await tree().evaluate((element) => element.scrollHeight);
  expect(height).toBe(10_000 * 28);
  await expect
    .poll(() => tree().evaluate((element) => element.scrollTop))
    .toBeGreaterThan(height * 0.9);
});

it("shows where a parent is missing, and explains it", async () => {
  await ui.go(`/traces/${TORN_TRACE_ID}`);
  const missing = rows().filter({ hasText: "Missing span" });
  await expect.poll(() => missing.count()).toBe(2);
  await missing.first().click();
  await ui.page.getByText(/name .* as their parent, but it was not received/).waitFor();
});
