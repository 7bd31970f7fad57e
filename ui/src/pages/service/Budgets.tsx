import { useQuery } from "@tanstack/react-query";
import { objectivesQuery } from "../../api/queries";
import { formatPercent } from "../../format/numbers";
import { HealthIcon } from "../../parts/Health";
import { useRange } from "../../range/useRange";
import { SharedLink } from "../../shell/links";
import { budgetState } from "../slos/burn";
import styles from "./ServicePage.module.css";

/** What is left of the error budgets of a service, in one line; nothing where it has no objectives. */
export function Budgets({ service }: { service: string }) {
  const { data } = useQuery(objectivesQuery(useRange().refresh));
  const own = data?.objectives.filter((objective) => objective.service === service) ?? [];
  if (own.length === 0) return null;
  return (
    <ul className={styles.budgets} aria-label="Error budgets">
      {own.map(({ name, displayName, events, budgetRemainingRatio: left }) => (
        <li key={name}>
          <SharedLink to="/slos" className={styles.budgetLink}>
            <HealthIcon state={events === 0 ? "idle" : budgetState(left)} size={13} />
            {displayName || name}
            <b>
              {formatPercent(Math.abs(left))} {left < 0 ? "overspent" : "of the budget left"}
            </b>
          </SharedLink>
        </li>
      ))}
    </ul>
  );
}
