// The UI on a running Tapmesh: `npm run e2e:live -- --base http://127.0.0.1:8080 [--screenshots ../docs/screenshots]`.
// Exits with 1 if a page does not show what the API answers, with 64 if the command line is wrong.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { startVitest } from "vitest/node";

const USAGE = "usage: npm run e2e:live -- --base URL [--screenshots DIR] [--window 5m]";

function options() {
  try {
    const { values } = parseArgs({
      options: {
        base: { type: "string" },
        screenshots: { type: "string" },
        window: { type: "string", default: "5m" },
      },
    });
    return { ...values, base: new URL(values.base ?? "").origin };
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    process.exit(64);
  }
}

const { base, screenshots, window } = options();
process.env.TAPMESH_BASE = base;
process.env.TAPMESH_WINDOW = window;
if (screenshots) process.env.TAPMESH_SCREENSHOTS = resolve(screenshots);
const vitest = await startVitest("test", [], {
  config: new URL("live/vitest.config.ts", import.meta.url).pathname,
  watch: false,
});
await vitest.close();
