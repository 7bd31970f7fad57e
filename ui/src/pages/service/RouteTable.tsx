import { useMemo } from "react";
import { useSearchParams } from "wouter";
import type { Schemas } from "../../api/client";
import { formatCount, formatExact } from "../../format/numbers";
import { type Column, DataTable } from "../../parts/DataTable";
import { Icon } from "../../parts/Icon";
import { statsColumns } from "../../parts/traffic";
import { SharedLink } from "../../shell/links";
import { tracesParams } from "../traces/url";
import styles from "./ServicePage.module.css";
import { parseRoute, type RouteChoice, routeWords, sameRoute, withRoute } from "./url";

type Route = Schemas["Route"];

/** A route that was not configured has no template to search by; its method still narrows. */
function conditions(service: string, { method, route }: Route) {
  return tracesParams(route === "" ? { service, method } : { service, method, route });
}

/** The routes of a service. The button of each puts its series into the charts above. */
export function RouteTable({ service, routes }: { service: string; routes: readonly Route[] }) {
  const [params, setParams] = useSearchParams();
  const columns = useMemo(() => {
    const shown = parseRoute(params);
    const show = (choice: RouteChoice | null) =>
      setParams((current) => withRoute(current, choice), { replace: true });
    return columnsOf(service, shown, show);
  }, [service, params, setParams]);
  return (
    <section className={`card ${styles.section}`} aria-label="Routes">
      <h2>Routes</h2>
      <DataTable
        caption="Routes and the traffic on them"
        columns={columns}
        rows={routes}
        rowKey={({ method, route }) => `${method} ${route}`}
        sortedBy="Req/s"
        descending
        empty="No requests were received in this time range."
      />
    </section>
  );
}

function columnsOf(
  service: string,
  shown: RouteChoice | null,
  show: (choice: RouteChoice | null) => void,
): readonly Column<Route>[] {
  return [
    {
      name: "Route",
      value: ({ route, method }) => `${route} ${method}`,
      cell: (row) => (
        <span className={styles.route}>
          <button
            type="button"
            className={styles.chartButton}
            aria-label={`Show ${routeWords(row)} in the charts`}
            aria-pressed={sameRoute(shown, row)}
            onClick={() => show(sameRoute(shown, row) ? null : row)}
          >
            <Icon name="chart" size={14} />
          </button>
          <span className={styles.method}>{row.method}</span>
          <SharedLink to="/traces" query={conditions(service, row)} className="link">
            {row.route === "" ? "(no route configured)" : row.route}
          </SharedLink>
        </span>
      ),
    },
    ...statsColumns<Route>((row) => row.stats),
    { name: "Statuses", minor: true, cell: (row) => <Statuses route={row} /> },
  ];
}

/** The most frequent first; what ended without a status is called by its error. */
function Statuses({ route }: { route: Route }) {
  const most = [...route.statuses].sort((a, b) => b.requests - a.requests).slice(0, 4);
  return (
    <span className={styles.statuses}>
      {most.map(({ status, errorType, requests }) => (
        <span
          key={`${status} ${errorType}`}
          className={styles.status}
          data-bad={errorType !== "" || status >= 500}
          title={`${formatExact(requests)} × ${status === 0 ? errorType : status}`}
        >
          {status === 0 ? errorType : status} · {formatCount(requests)}
        </span>
      ))}
    </span>
  );
}
