import type { ReactNode } from "react";
import type { Schemas } from "../../api/client";
import { formatExact, formatMillis, formatPercent, formatRate } from "../../format/numbers";
import { Fact, Facts } from "../../parts/SidePanel";
import { bytesBothWays, isOnlyOpen } from "../../parts/traffic";

/** All numbers of one node or edge, with every digit of the counts. */
export function StatFacts({ stats, children }: { stats: Schemas["Stats"]; children?: ReactNode }) {
  return (
    <Facts>
      <Fact name="Requests">
        {formatExact(stats.requests)} ({formatRate(stats.requestsPerSecond)})
      </Fact>
      <Fact name="Errors">
        {formatExact(stats.errors)} ({formatPercent(stats.errorRatio)})
      </Fact>
      <Fact name="p50 / p90 / p99">
        {formatMillis(stats.p50Millis)} / {formatMillis(stats.p90Millis)} /{" "}
        {formatMillis(stats.p99Millis)}
      </Fact>
      <Fact name="Slowest">{formatMillis(stats.maxMillis)}</Fact>
      <Fact name="Bytes in / out">{bytesBothWays(stats)}</Fact>
      {isOnlyOpen(stats) && (
        <Fact name="Connections">all still open: each counts as a request when it ends</Fact>
      )}
      {children}
    </Facts>
  );
}
