import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";

const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const LARGE = { width: 1440, height: 900 };
export const SMALL = { width: 390, height: 844 };

export interface Browser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

export interface BrowserOptions {
  readonly dark?: boolean;
  readonly small?: boolean;
}

/** Debian's Chromium without a window, with a profile of its own. */
export async function startBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), "tapmesh-ui-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: EXECUTABLE,
    headless: true,
    args: FLAGS,
    viewport: options.small ? SMALL : LARGE,
    colorScheme: options.dark ? "dark" : "light",
    reducedMotion: "reduce",
    timezoneId: "Europe/Berlin",
    acceptDownloads: true,
  });
  // Not how fast a page has to be: how long nothing may happen on a machine that is busy with other things.
  context.setDefaultTimeout(60_000);
  return {
    context,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

export interface Watched {
  readonly page: Page;
  /** Errors on the console, uncaught exceptions, requests to other hosts. */
  readonly complaints: string[];
}

/** A page that keeps what must never happen. Failures of the API that a test asks for are none. */
export async function openPage(context: BrowserContext, base: string): Promise<Watched> {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    const failedFetch = message.text().startsWith("Failed to load resource");
    const expected = failedFetch && message.location().url.startsWith(`${base}/api/`);
    if (message.type() === "error" && !expected) complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith("blob:")) {
      complaints.push(`request to ${request.url()}`);
    }
  });
  return { page, complaints };
}
