import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "../../api/client";
import { objectivesQuery } from "../../api/queries";
import { plural } from "../../format/numbers";
import { Answer, CompletenessNotes } from "../../parts/Answer";
import { Empty, Skeleton } from "../../parts/states";
import { useRange } from "../../range/useRange";
import { Page } from "../../shell/Page";
import { ObjectiveCard } from "./ObjectiveCard";
import { Problems } from "./Problems";
import styles from "./SlosPage.module.css";

export default function SlosPage() {
  const query = useQuery(objectivesQuery(useRange().refresh));
  return (
    <Page
      name="Error budgets"
      title="Error budgets"
      summary={query.data && <Verdict objectives={query.data.objectives} />}
    >
      <Answer query={query} skeleton={<CardSkeletons />}>
        {({ objectives, problems, completeness }) => (
          <>
            <CompletenessNotes of={completeness} />
            <Problems problems={problems} />
            {objectives.length === 0 ? (
              <NoObjectives />
            ) : (
              <ul className={styles.cards}>
                {[...objectives].sort(byBudget).map((objective) => (
                  <li key={objective.name}>
                    <ObjectiveCard objective={objective} />
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </Answer>
    </Page>
  );
}

/** Who needs attention comes first. */
function byBudget(a: Schemas["Objective"], b: Schemas["Objective"]): number {
  return a.budgetRemainingRatio - b.budgetRemainingRatio || a.name.localeCompare(b.name);
}

function Verdict({ objectives }: { objectives: readonly Schemas["Objective"][] }) {
  const overspent = objectives.filter((each) => each.budgetRemainingRatio < 0).length;
  if (objectives.length === 0) return null;
  return (
    <>
      {plural(objectives.length, "objective")},{" "}
      {overspent === 0 ? "all within their budget" : `${overspent} overspent`}; each over its own
      window, whatever the time range
    </>
  );
}

function CardSkeletons() {
  return (
    <div className={styles.cards}>
      {["first", "second", "third"].map((card) => (
        <Skeleton key={card} height={236} />
      ))}
    </div>
  );
}

function NoObjectives() {
  return (
    <Empty icon="check" title="No objectives yet">
      Write an OpenSLO document (<code>apiVersion: openslo/v1</code>, <code>kind: SLO</code>) into
      the directory that the API reads objectives from. Its error budget appears here with the next
      refresh.
    </Empty>
  );
}
