import { useQuery } from "@tanstack/react-query";
import { serviceQuery } from "../../api/queries";
import { Answer, CompletenessNotes } from "../../parts/Answer";
import { HealthIcon, healthOf } from "../../parts/Health";
import { Skeleton, SkeletonLines } from "../../parts/states";
import { useRange } from "../../range/useRange";
import { SharedLink } from "../../shell/links";
import { Page } from "../../shell/Page";
import { tracesParams } from "../traces/url";
import { Budgets } from "./Budgets";
import { ChartedRoute } from "./ChartedRoute";
import { EdgeTable } from "./EdgeTable";
import { RouteTable } from "./RouteTable";
import styles from "./ServicePage.module.css";
import { ServiceSummary } from "./ServiceSummary";

export default function ServicePage({ service }: { service: string }) {
  const asked = useRange();
  const query = useQuery(serviceQuery(service, asked));
  return (
    <Page
      name={service}
      title={
        <span className={styles.title}>
          {query.data && <HealthIcon state={healthOf(query.data.service.inbound)} size={18} />}
          {service}
        </span>
      }
      summary="traffic received"
      actions={
        <ServiceActions service={service} slowFrom={query.data?.service.inbound.p99Millis} />
      }
    >
      <Answer
        query={query}
        skeleton={<ServiceSkeleton />}
        failureActions={
          <SharedLink to="/services" className="button">
            All services
          </SharedLink>
        }
      >
        {({ service: { inbound }, routes, callers, dependencies, completeness }) => (
          <div className={styles.sections}>
            <CompletenessNotes of={completeness} />
            <ServiceSummary stats={inbound} />
            <Budgets service={service} />
            <ChartedRoute service={service} />
            <RouteTable service={service} routes={routes} />
            <div className={styles.pair}>
              <EdgeTable title="Callers" edges={callers} end="source" />
              <EdgeTable title="Dependencies" edges={dependencies} end="destination" />
            </div>
          </div>
        )}
      </Answer>
    </Page>
  );
}

interface ServiceActionsProps {
  readonly service: string;
  readonly slowFrom: number | null | undefined;
}

function ServiceActions({ service, slowFrom }: ServiceActionsProps) {
  return (
    <>
      <SharedLink to="/traces" query={tracesParams({ service })} className="button">
        Traces
      </SharedLink>
      <SharedLink
        to="/traces"
        query={tracesParams({ service, status: "error" })}
        className="button"
      >
        Errors
      </SharedLink>
      <SharedLink
        to="/traces"
        query={tracesParams({ service, minDurationMillis: Math.floor(slowFrom ?? 0) })}
        className="button"
        title="Traces with a span as slow as the slowest 1% of requests"
      >
        Slow
      </SharedLink>
    </>
  );
}

/** As tall as what will stand there. */
function ServiceSkeleton() {
  return (
    <div className={styles.sections}>
      <Skeleton height={78} />
      <div className={styles.charts}>
        <Skeleton height={222} />
        <Skeleton height={222} />
        <Skeleton height={222} />
      </div>
      <SkeletonLines count={6} />
    </div>
  );
}
