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

/** Bytes go, but no connection has ended: each counts as a request only then, which may be in days. */
export const isOnlyOpen = (stats: StatsOf) =>
  stats.requests === 0 && stats.requestBytes + stats.responseBytes > 0;

/** `open`: some of the connections are encrypted, and as none is counted yet, nobody knows how many. */
export type Encryption = "all" | "some" | "none" | "open";

export function encryptionOf(edge: Schemas["Edge"]): Encryption {
  if (edge.stats.requests === 0) return edge.tlsVersions.length > 0 ? "open" : "none";
  if (edge.encryptedRequests >= edge.stats.requests) return "all";
  return edge.encryptedRequests > 0 ? "some" : "none";
}

/** A lock only where all is known to be encrypted. */
export const ENCRYPTION_ICON = {
  all: "lock",
  some: "unlock",
  none: "unlock",
  open: "clock",
} as const satisfies Record<Encryption, string>;

/** The API has the bare numbers. */
export const tlsNames = (versions: readonly string[]) =>
  versions.map((version) => `TLS ${version}`).join(", ");

/** A lock, an open one or none yet, and the words for it. */
export function EncryptionMark({ edge }: { edge: Schemas["Edge"] }) {
  const state = encryptionOf(edge);
  const share = formatPercent(edge.encryptedRequests / Math.max(1, edge.stats.requests));
  const words = {
    all: tlsNames(edge.tlsVersions) || "Encrypted",
    some: `${share} encrypted`,
    none: "Not encrypted",
    open: `${tlsNames(edge.tlsVersions)}, still open`,
  };
  return (
    <span className={styles.encryption} data-encryption={state}>
      <Icon name={ENCRYPTION_ICON[state]} size={13} />
      {words[state]}
    </span>
  );
}
