import type { ReactNode } from "react";
import type { Micros } from "../../api/units";
import { formatMicros } from "../../format/numbers";
import styles from "./Waterfall.module.css";

interface RulerProps {
  readonly marks: readonly Micros[];
  readonly spanned: Micros;
  /** Above the names. */
  readonly children: ReactNode;
}

/** Times above the bars. */
export function Ruler({ marks, spanned, children }: RulerProps) {
  return (
    <div className={styles.ruler}>
      <div className={styles.rulerName}>{children}</div>
      <div className={styles.ticks} aria-hidden="true">
        {marks.map((at) => (
          <span key={at} style={{ left: `${(at / Math.max(1, spanned)) * 100}%` }}>
            {formatMicros(at)}
          </span>
        ))}
      </div>
    </div>
  );
}
