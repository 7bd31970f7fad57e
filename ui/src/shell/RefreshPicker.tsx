import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { Icon } from "../parts/Icon";
import { REFRESHES } from "../range/range";
import { useRange } from "../range/useRange";
import styles from "./RefreshPicker.module.css";

/** Refresh now, and how often by itself. A range in the past does not change, so it is not fetched again. */
export function RefreshPicker() {
  const { range, refresh, setRefresh } = useRange();
  const queries = useQueryClient();
  const fetching = useIsFetching({ predicate: ({ queryKey }) => queryKey[0] !== "health" }) > 0;
  return (
    <div className={styles.group} role="group" aria-label="Refresh">
      <button
        type="button"
        className="button square"
        aria-label="Refresh now"
        onClick={() => void queries.invalidateQueries()}
      >
        <span className={styles.symbol} data-fetching={fetching}>
          <Icon name="refresh" />
        </span>
      </button>
      <select
        className={`button ${styles.select}`}
        aria-label="Refresh automatically"
        value={refresh.name}
        disabled={range.kind === "absolute"}
        onChange={(event) => setRefresh(event.target.value)}
      >
        {REFRESHES.map(({ name }) => (
          <option key={name} value={name}>
            {name === "off" ? "Off" : name}
          </option>
        ))}
      </select>
    </div>
  );
}
