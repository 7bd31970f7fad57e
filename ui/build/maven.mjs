// What Maven runs: `node build/maven.mjs install|build|test`. Each step is skipped when nothing it reads has changed
// since it last succeeded, so that a build of the whole project pays for the UI only when the UI changed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const UI = fileURLToPath(new URL("..", import.meta.url));
const OPENAPI = "../schemas/src/main/resources/io/tapmesh/schemas/openapi/tapmesh.yaml";
const PACKAGES = ["package.json", "package-lock.json", "codegen/package.json"];
const SOURCES = [
  ...PACKAGES,
  OPENAPI,
  "codegen/generate.mjs",
  "index.html",
  "src",
  "tsconfig.json",
  "vite.config.ts",
];

/** inputs: files and folders. output: must exist. stamp: remembers the inputs of the last success, beside the output. */
const STEPS = {
  install: {
    inputs: PACKAGES,
    output: "node_modules/vite/package.json",
    stamp: "node_modules/.tapmesh-stamp",
    // Under `npm ci` a lock file that does not fit package.json is an error, not an invitation to change it.
    run: [["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]],
  },
  build: {
    inputs: SOURCES,
    output: "target/classes/tapmesh-ui/index.html",
    stamp: "target/stamps/build",
    run: [["npm", "run", "--silent", "build", "--", "--logLevel=warn"]],
  },
  test: {
    inputs: [...SOURCES, "biome.json", "build", "e2e"],
    output: "node_modules/vite/package.json",
    stamp: "target/stamps/test",
    run: [
      ["npm", "run", "--silent", "check"],
      ["npm", "run", "--silent", "test"],
    ],
  },
};

function files(path) {
  const full = join(UI, path);
  if (!existsSync(full)) throw new Error(`${full} is missing`);
  const found = readdirSync(dirname(full), { withFileTypes: true }).find(
    (entry) => entry.name === path.split("/").at(-1),
  );
  if (!found?.isDirectory()) return [full];
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "schema.d.ts")
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function digest(inputs) {
  const hash = createHash("sha256").update(process.version);
  for (const file of inputs.flatMap(files)) {
    hash.update(`\0${relative(UI, file)}\0`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

function run([command, ...args]) {
  const { status, error } = spawnSync(command, args, { cwd: UI, stdio: "inherit" });
  if (error) throw new Error(`cannot run ${command} (needed to build the UI): ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

const name = process.argv[2] ?? "";
const step = STEPS[name];
if (!step) throw new Error(`step: ${name} (expected: ${Object.keys(STEPS).join(", ")})`);
const stamp = join(UI, step.stamp);
const now = digest(step.inputs);
const done =
  existsSync(join(UI, step.output)) && existsSync(stamp) && readFileSync(stamp, "utf8") === now;
if (done) {
  console.log(`UI ${name}: nothing changed`);
} else {
  console.log(`UI ${name}: ${step.run.map((command) => command.join(" ")).join("; ")}`);
  for (const command of step.run) run(command);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
}
