import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "../api/client";
import { healthQuery } from "../api/queries";
import { formatExact } from "../format/numbers";
import { formatAge, formatFull } from "../format/times";
import styles from "./Freshness.module.css";
import { useNow } from "./useNow";

interface Verdict {
  readonly tone: "ok" | "degraded" | "failing" | "idle";
  readonly words: string;
  readonly title: string;
}

/** How fresh the stored data is, whatever page is open: asked of the health answer every 5 seconds. */
export function Freshness() {
  const { data, error } = useQuery(healthQuery());
  const now = useNow(1_000);
  const { tone, words, title } = verdict(data, error, now);
  return (
    <span className={styles.freshness} data-tone={tone} title={title} role="status" aria-live="off">
      <span className={styles.dot} aria-hidden="true" />
      <span className={styles.words}>{words}</span>
    </span>
  );
}

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
    return {
      tone: "failing",
      words: `${broken.map((part) => part.name).join(", ")} failing`,
      title,
    };
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
