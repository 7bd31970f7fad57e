// Writes ui/src/api/schema.d.ts from the OpenAPI file, with a brand on each number whose name says its unit.
import { mkdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const input = new URL(
  "../../schemas/src/main/resources/io/tapmesh/schemas/openapi/tapmesh.yaml",
  import.meta.url,
);
const output = new URL("../src/api/schema.d.ts", import.meta.url);

/** The unit that the name of a property ends with, as `Millis` for `p99Millis`. */
function unitOf(path) {
  return /^#\/components\/schemas\/.*(Millis|Micros|Seconds|Bytes)$/.exec(path ?? "")?.[1];
}

function brand(schema, { path }) {
  const unit = unitOf(path);
  const types = [schema.type].flat();
  if (
    unit === undefined ||
    schema.enum ||
    !types.some((type) => type === "number" || type === "integer")
  ) {
    return undefined;
  }
  const branded = ts.factory.createTypeReferenceNode(unit);
  return types.includes("null")
    ? ts.factory.createUnionTypeNode([
        branded,
        ts.factory.createLiteralTypeNode(ts.factory.createNull()),
      ])
    : branded;
}

const tree = await openapiTS(input, {
  transform: brand,
  inject: 'import type { Bytes, Micros, Millis, Seconds } from "./units";\n',
});
const text = `// Made from the OpenAPI file by codegen/generate.mjs; changes here are lost.\n${astToString(tree)}`;
const before = await readFile(output, "utf8").catch(() => "");
if (before !== text) {
  await mkdir(new URL(".", output), { recursive: true });
  await writeFile(output, text);
}
// As old as what it was made from: to who compares times it is no change of its own.
const { atime, mtime } = await stat(input);
await utimes(output, atime, mtime);
