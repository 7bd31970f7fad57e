import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { type Browser, type BrowserOptions, openPage, startBrowser, type Watched } from "./browser";
import { type FixtureServer, startFixtures } from "./fixtures/server";

/** One browser and one fixture server for a file of tests, a fresh page for each test. */
export interface Session {
  readonly page: Page;
  readonly fixtures: FixtureServer;
  /** Opens an address of the UI. */
  go(path: string): Promise<void>;
  /** The address as it is now: path and query. */
  address(): string;
}

/** After each test the page must have had nothing to complain of: no error, no request to elsewhere. */
export function session(options: BrowserOptions = {}): Session {
  let browser: Browser;
  let watched: Watched;
  let fixtures: FixtureServer;
  beforeAll(async () => {
    fixtures = await startFixtures();
    browser = await startBrowser(options);
  });
  beforeEach(async () => {
    fixtures.mood = "full";
    fixtures.asked = [];
    watched = await openPage(browser.context, fixtures.url);
  });
  afterEach(async () => {
    fixtures.release();
    await watched.page.close();
    expect(watched.complaints).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await fixtures.close();
  });
  return {
    get page() {
      return watched.page;
    },
    get fixtures() {
      return fixtures;
    },
    go: async (path) => {
      await watched.page.goto(`${fixtures.url}${path}`);
    },
    address: () => watched.page.url().slice(fixtures.url.length),
  };
}
