import { ApiError, type Problem, toProblem } from "./problem";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

type Get<Path extends keyof paths> = paths[Path]["get"];
type Parameters<Path extends keyof paths> = Get<Path>["parameters"];
type JsonPath = {
  [Path in keyof paths]: Get<Path>["responses"][200]["content"] extends {
    "application/json": unknown;
  }
    ? Path
    : never;
}[keyof paths];
/** What a good answer carries, straight from the OpenAPI file. */
export type AnswerTo<Path extends JsonPath> =
  Get<Path>["responses"][200]["content"]["application/json"];

export interface Question<Path extends keyof paths> {
  readonly path?: Parameters<Path>["path"];
  readonly query?: Parameters<Path>["query"];
  readonly signal?: AbortSignal;
}

type Values = Readonly<Record<string, unknown>>;

/** The address of a question. Parameters without a value are left out, lists are repeated. */
export function addressOf<Path extends keyof paths>(path: Path, question: Question<Path>): string {
  let address: string = path;
  for (const [name, value] of Object.entries((question.path ?? {}) as Values)) {
    address = address.replace(`{${name}}`, encodeURIComponent(String(value)));
  }
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries((question.query ?? {}) as Values)) {
    for (const each of [value].flat()) {
      if (each !== undefined && each !== null) query.append(name, String(each));
    }
  }
  const text = query.toString();
  return text === "" ? address : `${address}?${text}`;
}

/** Asks the API. Anything but a good answer is thrown as an {@link ApiError}, an unreachable API too. */
export async function get<Path extends JsonPath>(
  path: Path,
  question: Question<Path> = {},
): Promise<AnswerTo<Path>> {
  const response = await ask(addressOf(path, question), question.signal);
  if (!response.ok) throw new ApiError(await toProblem(response));
  return (await response.json()) as AnswerTo<Path>;
}

/** For answers that are not JSON, or whose status is part of the answer. */
export async function ask(address: string, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(address, signal ? { signal } : {});
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(unreachable(error));
  }
}

function unreachable(error: unknown): Problem {
  return {
    type: "about:blank",
    title: "The Tapmesh API cannot be reached",
    status: 0,
    detail: `No answer from ${window.location.origin}: is it still running? (${String(error)})`,
  };
}
