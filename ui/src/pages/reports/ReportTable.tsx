import type { Schemas } from "../../api/client";
import { formatBytes, formatExact, formatPercent } from "../../format/numbers";
import { formatTime } from "../../format/times";
import { type Column, DataTable } from "../../parts/DataTable";
import { Icon } from "../../parts/Icon";
import { tlsNames } from "../../parts/traffic";
import marks from "../../parts/traffic.module.css";
import { SharedLink } from "../../shell/links";

type Row = Schemas["TrafficRow"];

const name = (value: string) => (
  <SharedLink to={`/services/${encodeURIComponent(value)}`} className="link">
    {value}
  </SharedLink>
);

const count = (title: string, of: (row: Row) => number): Column<Row> => ({
  name: title,
  numeric: true,
  value: of,
  cell: (row) => formatExact(of(row)),
});

const columns: readonly Column<Row>[] = [
  { name: "Source", value: (row) => row.source, cell: (row) => name(row.source) },
  { name: "Destination", value: (row) => row.destination, cell: (row) => name(row.destination) },
  {
    name: "Encryption",
    value: (row) => row.tlsVersion,
    cell: (row) => (
      <span className={marks.encryption} data-encryption={row.encrypted ? "all" : "none"}>
        <Icon name={row.encrypted ? "lock" : "unlock"} size={13} />
        {row.encrypted ? tlsNames([row.tlsVersion]) : "Not encrypted"}
      </span>
    ),
  },
  { name: "Protocol", minor: true, value: (row) => row.protocol, cell: (row) => row.protocol },
  count("Requests", (row) => row.requests),
  {
    name: "Errors",
    numeric: true,
    value: (row) => row.errors,
    cell: (row) => (
      <span title={formatPercent(row.errors / Math.max(1, row.requests))}>
        {formatExact(row.errors)}
      </span>
    ),
  },
  {
    name: "Sent",
    numeric: true,
    minor: true,
    value: (row) => row.requestBytes,
    cell: (row) => formatBytes(row.requestBytes),
  },
  {
    name: "Received",
    numeric: true,
    minor: true,
    value: (row) => row.responseBytes,
    cell: (row) => formatBytes(row.responseBytes),
  },
  {
    name: "First seen",
    minor: true,
    value: (row) => row.firstSeen,
    cell: (row) => formatTime(new Date(row.firstSeen)),
  },
  {
    name: "Last seen",
    minor: true,
    value: (row) => row.lastSeen,
    cell: (row) => formatTime(new Date(row.lastSeen)),
  },
  {
    name: "Counted by",
    minor: true,
    value: (row) => row.reporter,
    cell: (row) => (row.reporter === "client" ? "caller" : "callee"),
  },
];

const rowKey = (row: Row) =>
  `${row.source} ${row.destination} ${row.protocol} ${row.encrypted} ${row.tlsVersion} ${row.reporter}`;

export function ReportTable({ rows }: { rows: readonly Row[] }) {
  return (
    <DataTable
      caption="Who called whom in the period"
      columns={columns}
      rows={rows}
      rowKey={rowKey}
      sortedBy="Requests"
      descending
    />
  );
}
