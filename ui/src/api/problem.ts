import type { components } from "./schema";

export type Problem = components["schemas"]["Problem"];

/** An answer that is not the one asked for: `problem` says what is wrong, in a sentence for people. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = "ApiError";
    this.problem = problem;
  }
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "title" in value && "detail" in value;
}

/** Something between the browser and the API may answer too, and knows nothing of problem documents (RFC 9457). */
export async function toProblem(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    const parsed: unknown = JSON.parse(text);
    if (isProblem(parsed)) return parsed;
  } catch {
    // Not JSON: the status has to say it all.
  }
  return {
    type: "about:blank",
    title: "Unexpected answer",
    status: response.status,
    detail: `${response.url} answered ${response.status} ${response.statusText}`.trim(),
  };
}
