import { type ReactNode, useMemo, useState } from "react";
import styles from "./DataTable.module.css";
import { Icon } from "./Icon";

export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ReactNode;
  /** What to sort by; a column without it cannot be sorted. Nulls come last either way. */
  readonly value?: (row: Row) => number | string | null;
  readonly numeric?: boolean;
  /** Left out in narrow windows. */
  readonly minor?: boolean;
}

interface DataTableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly sortedBy: string;
  readonly descending?: boolean;
  readonly empty?: ReactNode;
}

type Sort = { readonly name: string; readonly descending: boolean };

function compare(
  a: number | string | null,
  b: number | string | null,
  descending: boolean,
): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order =
    typeof a === "string" || typeof b === "string" ? String(a).localeCompare(String(b)) : a - b;
  return descending ? -order : order;
}

/** A table whose headings sort it. The order survives a refresh, so rows do not jump more than their values do. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, sortedBy, descending = false, empty } = props;
  const [sort, setSort] = useState<Sort>({ name: sortedBy, descending });
  const sorted = useMemo(() => {
    const value = columns.find((column) => column.name === sort.name)?.value;
    return value
      ? [...rows].sort(
          (a, b) =>
            compare(value(a), value(b), sort.descending) || rowKey(a).localeCompare(rowKey(b)),
        )
      : rows;
  }, [columns, rows, rowKey, sort]);
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.name} column={column} sort={sort} onSort={setSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) => (
                <td key={column.name} className={cellClass(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && (
        <p className={styles.empty}>{empty ?? "Nothing in this time range."}</p>
      )}
    </div>
  );
}

function cellClass<Row>(column: Column<Row>): string {
  return [column.numeric && styles.numeric, column.minor && styles.minor].filter(Boolean).join(" ");
}

interface HeadingProps<Row> {
  readonly column: Column<Row>;
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
}

function Heading<Row>({ column, sort, onSort }: HeadingProps<Row>) {
  const active = sort.name === column.name;
  if (!column.value) {
    return (
      <th scope="col" className={cellClass(column)}>
        {column.name}
      </th>
    );
  }
  // A number is looked for at its high end first.
  const next = { name: column.name, descending: active ? !sort.descending : !!column.numeric };
  return (
    <th
      scope="col"
      className={cellClass(column)}
      aria-sort={active ? (sort.descending ? "descending" : "ascending") : "none"}
    >
      <button type="button" className={styles.sort} onClick={() => onSort(next)}>
        {column.name}
        <span className={styles.arrow} data-active={active} data-descending={sort.descending}>
          <Icon name="chevronDown" size={12} />
        </span>
      </button>
    </th>
  );
}
