import type { Schemas } from "../api/client";
import { bytes } from "../api/units";
import {
  formatBytes,
  formatCount,
  formatExact,
  formatMillis,
  formatPercent,
  formatRateNumber,
} from "../format/numbers";
import type { Column } from "./DataTable";
import { healthOf } from "./Health";
import { Icon } from "./Icon";
import styles from "./traffic.module.css";

type StatsOf = Schemas["Stats"];

/** A share of errors, coloured by the same rule as health; none at all stays quiet. */
export function ErrorShare({ stats }: { stats: StatsOf }) {
  const state = healthOf(stats);
  const title = `${formatExact(stats.errors)} of ${formatExact(stats.requests)} requests`;
  return (
    <span className={styles.errors} data-health={stats.errors === 0 ? "none" : state} title={title}>
      {stats.requests === 0 ? "–" : formatPercent(stats.errorRatio)}
    </span>
  );
}

/** The golden signals as columns of a table whose rows have them somewhere. */
export function statsColumns<Row>(of: (row: Row) => StatsOf): readonly Column<Row>[] {
  return [
    {
      name: "Requests",
      numeric: true,
      minor: true,
      value: (row) => of(row).requests,
      cell: (row) => (
        <span title={formatExact(of(row).requests)}>{formatCount(of(row).requests)}</span>
      ),
    },
    {
      name: "Req/s",
      numeric: true,
      value: (row) => of(row).requestsPerSecond,
      cell: (row) => formatRateNumber(of(row).requestsPerSecond),
    },
    {
      name: "Errors",
      numeric: true,
      value: (row) => of(row).errorRatio,
      cell: (row) => <ErrorShare stats={of(row)} />,
    },
    latency("p50", (row) => of(row).p50Millis, true),
    latency("p90", (row) => of(row).p90Millis, true),
    latency("p99", (row) => of(row).p99Millis, false),
    {
      name: "Bytes in / out",
      numeric: true,
      minor: true,
      value: (row) => of(row).requestBytes + of(row).responseBytes,
      cell: (row) => bytesBothWays(of(row)),
    },
  ];
}

function latency<Row>(
  name: string,
  value: (row: Row) => StatsOf["p50Millis"],
  minor: boolean,
): Column<Row> {
  return { name, numeric: true, minor, value, cell: (row) => formatMillis(value(row)) };
}

export const bytesBothWays = (stats: StatsOf) =>
  `${formatBytes(bytes(stats.requestBytes))} / ${formatBytes(bytes(stats.responseBytes))}`;

export type Encryption = "all" | "some" | "none";

export function encryptionOf(edge: Schemas["Edge"]): Encryption {
  // Of connections that are still open nobody knows yet how many were encrypted.
  if (edge.stats.requests === 0) return edge.tlsVersions.length > 0 ? "some" : "none";
  if (edge.encryptedRequests >= edge.stats.requests) return "all";
  return edge.encryptedRequests > 0 ? "some" : "none";
}

/** A lock or an open one, and the words for it. */
export function EncryptionMark({ edge }: { edge: Schemas["Edge"] }) {
  const state = encryptionOf(edge);
  const share = formatPercent(edge.encryptedRequests / Math.max(1, edge.stats.requests));
  const words = {
    all: edge.tlsVersions.join(", ") || "Encrypted",
    some: edge.stats.requests > 0 ? `${share} encrypted` : edge.tlsVersions.join(", "),
    none: "Not encrypted",
  };
  return (
    <span className={styles.encryption} data-encryption={state}>
      <Icon name={state === "all" ? "lock" : "unlock"} size={13} />
      {words[state]}
    </span>
  );
}
