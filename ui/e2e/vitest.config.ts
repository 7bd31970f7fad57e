import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: new URL(".", import.meta.url).pathname,
    include: ["*.e2e.ts"],
    // One browser at a time: two would only slow each other on a small machine.
    fileParallelism: false,
    // How long a condition may take to come true on a machine that is busy with other things.
    expect: { poll: { timeout: 60_000 } },
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
