import type { Schemas } from "../../api/client";
import { formatCount, formatExact, formatMillis, formatPercent } from "../../format/numbers";
import { HealthIcon } from "../../parts/Health";
import { SharedLink } from "../../shell/links";
import { tracesParams } from "../traces/url";
import { budgetState, burnState, formatBurn, formatTarget } from "./burn";
import styles from "./SlosPage.module.css";

type Objective = Schemas["Objective"];

export function ObjectiveCard({ objective }: { objective: Objective }) {
  const { displayName, name, service, budgetRemainingRatio, events } = objective;
  const state = events === 0 ? "idle" : budgetState(budgetRemainingRatio);
  return (
    <article className={`card ${styles.card}`} aria-label={displayName || name} data-health={state}>
      <header className={styles.head}>
        <h2>
          <HealthIcon state={state} size={16} /> {displayName || name}
        </h2>
        <span className="faint" title={`${name}, ${objective.source}`}>
          {objective.source}
        </span>
      </header>
      <p className={styles.promise}>{promise(objective)}</p>
      <Budget objective={objective} />
      <BurnRates rates={objective.burnRates} />
      <footer className={styles.foot}>
        <SharedLink to={`/services/${encodeURIComponent(service)}`} className="link">
          {service}
        </SharedLink>
        <SharedLink to="/traces" query={badTraces(objective)} className="link">
          {objective.indicator === "latency" ? "Slow traces" : "Failed traces"}
        </SharedLink>
      </footer>
    </article>
  );
}

/** The objective as a sentence. */
function promise(objective: Objective): string {
  const { target, timeWindow, indicator, thresholdMillis, method, route } = objective;
  const what = [method, route].filter(Boolean).join(" ") || "requests";
  const good =
    indicator === "latency" ? `faster than ${formatMillis(thresholdMillis)}` : "without error";
  return `${formatTarget(target)} of ${what} ${good}, over ${timeWindow}`;
}

function badTraces({ service, route, method, indicator, thresholdMillis }: Objective) {
  return tracesParams({
    service,
    ...(route ? { route } : {}),
    ...(method ? { method } : {}),
    ...(indicator === "latency" && thresholdMillis
      ? { minDurationMillis: thresholdMillis }
      : { status: "error" }),
  });
}

function Budget({ objective }: { objective: Objective }) {
  const { budgetRemainingRatio: left, events, badEvents, budgetEvents, displayName } = objective;
  if (events === 0)
    return <p className="faint">No requests in its window: the budget is untouched.</p>;
  const overspent = left < 0;
  return (
    <div className={styles.budget}>
      <div className={styles.left}>
        <b>{formatPercent(Math.abs(left))}</b> {overspent ? "overspent" : "of the budget left"}
      </div>
      <div
        className={styles.bar}
        role="meter"
        aria-label={`Budget left: ${displayName}`}
        aria-valuemin={-1}
        aria-valuemax={1}
        aria-valuenow={Math.max(-1, left)}
        aria-valuetext={overspent ? `overspent by ${formatPercent(-left)}` : formatPercent(left)}
      >
        <span
          data-overspent={overspent}
          style={{ width: `${Math.min(1, Math.abs(left)) * 50}%` }}
        />
      </div>
      <div className={styles.scale} aria-hidden="true">
        <span>−100%</span>
        <span>0</span>
        <span>100%</span>
      </div>
      <p
        className="faint"
        title={`${formatExact(badEvents)} of ${formatExact(events)} requests were bad`}
      >
        {formatExact(badEvents)} bad of {formatCount(events)} requests;{" "}
        {formatCount(Math.floor(budgetEvents))} allowed
      </p>
    </div>
  );
}

function BurnRates({ rates }: { rates: Objective["burnRates"] }) {
  return (
    <table className={styles.burns}>
      <caption>Burn rate: 1 spends exactly the budget</caption>
      <thead>
        <tr>
          {rates.map(({ window }) => (
            <th key={window} scope="col">
              {window}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr>
          {rates.map((rate) => (
            <td
              key={rate.window}
              data-health={burnState(rate)}
              title={`${formatExact(rate.badEvents)} bad of ${formatExact(rate.events)} requests`}
            >
              {formatBurn(rate.burnRate)}
            </td>
          ))}
        </tr>
      </tbody>
    </table>
  );
}
