import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "../../api/client";
import { servicesQuery } from "../../api/queries";
import { plural } from "../../format/numbers";
import { Answer, CompletenessNotes } from "../../parts/Answer";
import { type Column, DataTable } from "../../parts/DataTable";
import { HealthIcon, healthOf } from "../../parts/Health";
import { NoTraffic } from "../../parts/NoTraffic";
import { SkeletonLines } from "../../parts/states";
import { statsColumns } from "../../parts/traffic";
import { useRange } from "../../range/useRange";
import { SharedLink } from "../../shell/links";
import { Page } from "../../shell/Page";
import styles from "./ServicesPage.module.css";

type Service = Schemas["Service"];

const KINDS = {
  service: null,
  external: "came through no proxy",
  other: "folded names",
} as const;

const columns: readonly Column<Service>[] = [
  {
    name: "Service",
    value: (service) => service.name,
    cell: (service) => (
      <span className={styles.name}>
        <HealthIcon state={healthOf(service.inbound)} />
        <SharedLink to={`/services/${encodeURIComponent(service.name)}`} className="link">
          {service.name}
        </SharedLink>
        {KINDS[service.kind] && <span className={styles.kind}>{KINDS[service.kind]}</span>}
      </span>
    ),
  },
  ...statsColumns<Service>((service) => service.inbound),
];

export default function ServicesPage() {
  const query = useQuery(servicesQuery(useRange()));
  return (
    <Page
      name="Services"
      title="Services"
      summary={query.data && `${plural(query.data.services.length, "service")}; traffic received`}
    >
      <Answer query={query} skeleton={<SkeletonLines count={12} />}>
        {({ services, completeness }) => (
          <>
            <CompletenessNotes of={completeness} />
            {services.length === 0 ? (
              <NoTraffic />
            ) : (
              <div className="card">
                <DataTable
                  caption="Services and the traffic they received"
                  columns={columns}
                  rows={services}
                  rowKey={(service) => service.name}
                  sortedBy="Req/s"
                  descending
                />
              </div>
            )}
          </>
        )}
      </Answer>
    </Page>
  );
}
