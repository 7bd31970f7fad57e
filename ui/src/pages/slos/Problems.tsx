import { plural } from "../../format/numbers";
import { Icon } from "../../parts/Icon";
import styles from "./SlosPage.module.css";

/** Documents that could not be used, each with its file and line. */
export function Problems({ problems }: { problems: readonly string[] }) {
  if (problems.length === 0) return null;
  return (
    <section className={styles.problems} aria-label="Problems">
      <h2>
        <Icon name="warning" /> {plural(problems.length, "document")} could not be used
      </h2>
      <ul>
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </section>
  );
}
