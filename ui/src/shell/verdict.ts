import type { Schemas } from "../api/client";
import { formatExact } from "../format/numbers";
import { formatAge, formatFull } from "../format/times";

export interface Verdict {
  readonly tone: "ok" | "degraded" | "failing" | "idle";
  readonly words: string;
  readonly title: string;
}

/** What the header says about the data: the worst of what the health answer tells. */
export function verdict(
  health: Schemas["Health"] | undefined,
  error: Error | null,
  now: Date,
): Verdict {
  if (error) return { tone: "failing", words: "API unreachable", title: error.message };
  if (!health) return { tone: "idle", words: "checking", title: "Asking the API" };
  const { state, storedThrough, recordsBehind, notes } = health.completeness;
  const broken = health.parts.filter((part) => part.status === "failing");
  const title = [...broken.map((part) => `${part.name}: ${part.detail}`), ...notes].join("\n");
  if (broken.length > 0) {
    const names = broken.map((part) => part.name).join(", ");
    return { tone: "failing", words: `${names} failing`, title };
  }
  if (state === "unknown") return { tone: "idle", words: "freshness unknown", title };
  if (state === "behind" && recordsBehind > 0) {
    return { tone: "degraded", words: `behind: ${formatExact(recordsBehind)} records`, title };
  }
  const stored = storedThrough === null ? undefined : new Date(storedThrough);
  const through = stored ? `Everything up to ${formatFull(stored)} is stored` : "";
  return {
    tone: state === "behind" ? "degraded" : "ok",
    words: stored ? `live, ${age(stored, now)}` : "live",
    title: [through, title].filter(Boolean).join("\n"),
  };
}

function age(stored: Date, now: Date): string {
  const text = formatAge(stored, now);
  return text === "now" ? "now" : `${text} old`;
}
