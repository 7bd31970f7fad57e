import { HealthIcon } from "../../parts/Health";
import { Icon } from "../../parts/Icon";
import styles from "./Graph.module.css";

export function Legend() {
  return (
    <ul className={styles.legend} aria-label="Legend">
      <li>
        <HealthIcon state="ok" size={12} /> under 1% errors
      </li>
      <li>
        <HealthIcon state="degraded" size={12} /> from 1%
      </li>
      <li>
        <HealthIcon state="failing" size={12} /> from 5%
      </li>
      <li>
        <HealthIcon state="idle" size={12} /> idle
      </li>
      <li>
        <Icon name="lock" size={12} /> encrypted
      </li>
      <li>
        <svg width="22" height="4" aria-hidden="true">
          <path d="M0 2h22" stroke="var(--text-faint)" strokeWidth="2" strokeDasharray="5 4" />
        </svg>
        not encrypted
      </li>
    </ul>
  );
}
