import type { Schemas } from "../../api/client";
import { formatCount, formatExact } from "../../format/numbers";
import { type Column, DataTable } from "../../parts/DataTable";
import { statsColumns } from "../../parts/traffic";
import { SharedLink } from "../../shell/links";
import { tracesParams } from "../traces/url";
import styles from "./ServicePage.module.css";

type Route = Schemas["Route"];

/** A route that was not configured has no template to search by; its method still narrows. */
function conditions(service: string, { method, route }: Route) {
  return tracesParams(route === "" ? { service, method } : { service, method, route });
}

function columns(service: string): readonly Column<Route>[] {
  return [
    {
      name: "Route",
      value: ({ route, method }) => `${route} ${method}`,
      cell: (row) => (
        <span className={styles.route}>
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

export function RouteTable({ service, routes }: { service: string; routes: readonly Route[] }) {
  return (
    <section className={`card ${styles.section}`} aria-label="Routes">
      <h2>Routes</h2>
      <DataTable
        caption="Routes and the traffic on them"
        columns={columns(service)}
        rows={routes}
        rowKey={({ method, route }) => `${method} ${route}`}
        sortedBy="Req/s"
        descending
        empty="No requests were received in this time range."
      />
    </section>
  );
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
