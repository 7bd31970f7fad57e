import type { Schemas } from "../../api/client";
import {
  formatCount,
  formatExact,
  formatMillis,
  formatPercent,
  formatRate,
} from "../../format/numbers";
import { healthOf } from "../../parts/Health";
import { Stat, Stats } from "../../parts/Stat";
import { bytesBothWays, isOnlyOpen } from "../../parts/traffic";

export function ServiceSummary({ stats }: { stats: Schemas["Stats"] }) {
  return (
    <Stats>
      <Stat
        name="Rate"
        value={formatRate(stats.requestsPerSecond)}
        detail={isOnlyOpen(stats) ? "connections open" : `${formatCount(stats.requests)} requests`}
        title={`${formatExact(stats.requests)} requests`}
      />
      <Stat
        name="Errors"
        value={formatPercent(stats.errorRatio)}
        detail={`${formatCount(stats.errors)} failed`}
        tone={stats.errors > 0 ? healthOf(stats) : undefined}
        title={`${formatExact(stats.errors)} of ${formatExact(stats.requests)} requests`}
      />
      <Stat name="p50" value={formatMillis(stats.p50Millis)} detail="half are faster" />
      <Stat name="p90" value={formatMillis(stats.p90Millis)} detail="9 of 10 are faster" />
      <Stat name="p99" value={formatMillis(stats.p99Millis)} detail="99 of 100 are faster" />
      <Stat name="Slowest" value={formatMillis(stats.maxMillis)} detail="maximum" />
      <Stat name="Bytes" value={bytesBothWays(stats)} detail="requests / responses" />
    </Stats>
  );
}
