import type { Schemas } from "../../api/client";
import type { HealthState } from "../../parts/Health";

type BurnRate = Schemas["BurnRate"];

/**
 * What a burn rate means. From 14.4 on a 30-day budget loses 2 % an hour, which is the page-someone threshold of the usual
 * multi-window alerts; above 1 it will not last its window.
 */
export function burnState({ burnRate }: BurnRate): HealthState {
  if (burnRate === null) return "idle";
  if (burnRate >= 14.4) return "failing";
  return burnRate > 1 ? "degraded" : "ok";
}

/** `0`, `0.36`, `15.8`: how many times faster than the budget allows. */
export function formatBurn(burnRate: number | null): string {
  if (burnRate === null) return "–";
  if (burnRate === 0) return "0";
  if (burnRate < 0.01) return "<0.01";
  return burnRate < 10 ? burnRate.toFixed(2) : burnRate.toFixed(1);
}

/** `99.95%`: all the nines that were asked for, and no rounding noise of the binary number. */
export const formatTarget = (target: number) => `${Number((target * 100).toPrecision(9))}%`;

export function budgetState(remaining: number): HealthState {
  if (remaining < 0) return "failing";
  return remaining < 0.25 ? "degraded" : "ok";
}
