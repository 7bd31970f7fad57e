import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "../../api/client";
import { reportQuery } from "../../api/queries";
import { formatBytes, formatCount, formatExact, formatPercent } from "../../format/numbers";
import { formatFull } from "../../format/times";
import { Answer, CompletenessNotes } from "../../parts/Answer";
import { NoTraffic } from "../../parts/NoTraffic";
import { Stat, Stats } from "../../parts/Stat";
import { Skeleton, SkeletonLines } from "../../parts/states";
import { useRange } from "../../range/useRange";
import { Page } from "../../shell/Page";
import { DownloadButtons } from "./DownloadButtons";
import styles from "./ReportsPage.module.css";
import { ReportTable } from "./ReportTable";

export default function ReportsPage() {
  const asked = useRange();
  const query = useQuery(reportQuery(asked));
  return (
    <Page
      name="Traffic report"
      title="Traffic report"
      summary="who called whom, how much, and whether it was encrypted"
      actions={<DownloadButtons range={asked.range} />}
    >
      <Answer query={query} skeleton={<ReportSkeleton />}>
        {(report) => (
          <>
            <CompletenessNotes of={report.completeness} />
            {report.rows.length === 0 ? <NoTraffic /> : <Report report={report} />}
          </>
        )}
      </Answer>
    </Page>
  );
}

function Report({ report }: { report: Schemas["TrafficReport"] }) {
  const { totals, window, generatedAt } = report;
  const plain = totals.requests - totals.encryptedRequests;
  return (
    <>
      <Stats>
        <Stat
          name="Requests"
          value={formatCount(totals.requests)}
          title={formatExact(totals.requests)}
          detail={`${formatExact(totals.requests)} counted`}
        />
        <Stat
          name="Errors"
          value={formatPercent(totals.errors / Math.max(1, totals.requests))}
          detail={`${formatExact(totals.errors)} failed`}
        />
        <Stat
          name="Encrypted"
          value={formatPercent(totals.encryptedRequests / Math.max(1, totals.requests))}
          tone={plain > 0 ? "degraded" : undefined}
          detail={plain > 0 ? `${formatExact(plain)} in plain text` : "every request"}
        />
        <Stat name="Bytes sent" value={formatBytes(totals.requestBytes)} detail="in requests" />
        <Stat
          name="Bytes received"
          value={formatBytes(totals.responseBytes)}
          detail="in responses"
        />
      </Stats>
      <div className="card">
        <ReportTable rows={report.rows} />
      </div>
      <p className={styles.period}>
        From {formatFull(new Date(window.from))} to {formatFull(new Date(window.to))}. Made at{" "}
        {formatFull(new Date(generatedAt))}. Counts come from metrics, which count every request.
      </p>
    </>
  );
}

function ReportSkeleton() {
  return (
    <>
      <Skeleton height={78} />
      <SkeletonLines count={12} />
    </>
  );
}
