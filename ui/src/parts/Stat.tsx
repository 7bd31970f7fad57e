import type { ReactNode } from "react";
import styles from "./Stat.module.css";

interface StatProps {
  readonly name: string;
  readonly value: ReactNode;
  readonly detail?: ReactNode;
  readonly tone?: "ok" | "degraded" | "failing" | "idle" | undefined;
  /** Every digit, or where the number comes from. */
  readonly title?: string;
}

/** One number with its name. Belongs in a {@link Stats}. */
export function Stat({ name, value, detail, tone, title }: StatProps) {
  return (
    <div className={styles.stat} data-tone={tone} title={title}>
      <dt>{name}</dt>
      <dd className={styles.value}>{value}</dd>
      {detail !== undefined && <dd className={styles.detail}>{detail}</dd>}
    </div>
  );
}

export function Stats({ children }: { children: ReactNode }) {
  return <dl className={styles.stats}>{children}</dl>;
}
