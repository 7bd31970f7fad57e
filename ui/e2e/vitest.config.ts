import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL(".", import.meta.url).pathname,
    include: ["*.e2e.ts"],
    // A page waits for itself half of the time; more browsers would only slow each other on a small machine.
    maxWorkers: 2,
    // How long a condition may take to come true on a machine that is busy with other things.
    expect: { poll: { timeout: 60_000 } },
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
