import { useQuery } from "@tanstack/react-query";
import { healthQuery } from "../api/queries";
import styles from "./Freshness.module.css";
import { useNow } from "./useNow";
import { verdict } from "./verdict";

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
