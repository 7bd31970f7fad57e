import type { Schemas } from "../../api/client";
import { formatMillis, formatRateNumber } from "../../format/numbers";
import { type Column, DataTable } from "../../parts/DataTable";
import { EncryptionMark, ErrorShare, encryptionOf } from "../../parts/traffic";
import { SharedLink } from "../../shell/links";
import styles from "./ServicePage.module.css";

type Edge = Schemas["Edge"];

interface EdgeTableProps {
  readonly title: string;
  readonly edges: readonly Edge[];
  /** Which end of the edges to name: the other is the service of the page. */
  readonly end: "source" | "destination";
}

export function EdgeTable({ title, edges, end }: EdgeTableProps) {
  const columns: readonly Column<Edge>[] = [
    {
      name: "Service",
      value: (edge) => edge[end],
      cell: (edge) => (
        <SharedLink to={`/services/${encodeURIComponent(edge[end])}`} className="link">
          {edge[end]}
        </SharedLink>
      ),
    },
    {
      name: "Req/s",
      numeric: true,
      value: ({ stats }) => stats.requestsPerSecond,
      cell: ({ stats }) => formatRateNumber(stats.requestsPerSecond),
    },
    {
      name: "Errors",
      numeric: true,
      value: ({ stats }) => stats.errorRatio,
      cell: ({ stats }) => <ErrorShare stats={stats} />,
    },
    {
      name: "p99",
      numeric: true,
      value: ({ stats }) => stats.p99Millis,
      cell: ({ stats }) => formatMillis(stats.p99Millis),
    },
    { name: "Protocol", minor: true, cell: ({ protocols }) => protocols.join(", ") },
    {
      name: "Encryption",
      minor: true,
      value: encryptionOf,
      cell: (edge) => <EncryptionMark edge={edge} />,
    },
  ];
  return (
    <section className={`card ${styles.section}`} aria-label={title}>
      <h2>{title}</h2>
      <DataTable
        caption={title}
        columns={columns}
        rows={edges}
        rowKey={(edge) => edge[end]}
        sortedBy="Req/s"
        descending
        empty={end === "source" ? "Nobody called this service." : "It called no other service."}
      />
    </section>
  );
}
