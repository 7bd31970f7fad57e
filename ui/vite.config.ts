import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  // The API of a running `./tapmesh demo`, for `npm run dev`.
  server: { proxy: { "/api": process.env.TAPMESH_API ?? "http://127.0.0.1:8080" } },
  build: {
    // Where the API finds it on the classpath.
    outDir: "target/classes/tapmesh-ui",
    emptyOutDir: true,
    target: ["chrome123", "firefox120", "safari17.5"],
    // Nothing may be inlined as a data: address: the content security policy allows our own files only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
  },
  worker: { format: "es" },
  test: { include: ["src/**/*.test.ts", "e2e/fixtures/**/*.test.ts"], testTimeout: 60_000 },
});
