import type { Schemas } from "../api/client";

export type HealthState = Schemas["Node"]["health"];

const WORDS: Record<HealthState, string> = {
  ok: "Healthy",
  degraded: "Degraded",
  failing: "Failing",
  idle: "Idle",
};

/** A shape for each state, so that it can be told without seeing its colour. */
function shape(state: HealthState) {
  switch (state) {
    case "ok":
      return (
        <>
          <circle cx="8" cy="8" r="6.5" fill="var(--ok)" />
          <path d="m5.2 8.3 2 2 3.7-4.3" stroke="var(--surface)" />
        </>
      );
    case "degraded":
      return (
        <>
          <path d="M8 1.6 15 14H1z" fill="var(--degraded)" stroke="var(--degraded)" />
          <path d="M8 6.2v3.4M8 11.8v.1" stroke="var(--surface)" />
        </>
      );
    case "failing":
      return (
        <>
          <path d="M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3z" fill="var(--failing)" />
          <path d="m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8" stroke="var(--surface)" />
        </>
      );
    case "idle":
      return <circle cx="8" cy="8" r="5.5" stroke="var(--idle)" strokeDasharray="2.2 2.2" />;
  }
}

export function HealthIcon({ state, size = 14 }: { state: HealthState; size?: number }) {
  return (
    <svg
      role="img"
      aria-label={WORDS[state]}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      style={{ flex: "none" }}
    >
      {shape(state)}
    </svg>
  );
}

/** The API's rule for nodes (failing from 5 %, degraded from 1 %), for what comes without a state: routes, edges. */
export function healthOf(stats: Pick<Schemas["Stats"], "requests" | "errorRatio">): HealthState {
  if (stats.requests === 0) return "idle";
  if (stats.errorRatio >= 0.05) return "failing";
  return stats.errorRatio >= 0.01 ? "degraded" : "ok";
}
