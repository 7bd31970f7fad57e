// The built UI on made-up answers, to look at in a browser: `npm run fixtures -- [mood]`; TAPMESH_API=URL npm run dev uses it too.
import { runnerImport } from "vite";

const { module } = await runnerImport(new URL("fixtures/server.ts", import.meta.url).pathname);
const fixtures = await module.startFixtures();
fixtures.mood = process.argv[2] ?? "full";
console.log(`${fixtures.url} (${fixtures.mood})`);
