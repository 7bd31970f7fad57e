import { type FormEvent, useState } from "react";
import { Icon } from "../../parts/Icon";
import { AttributeInputs, Choice, Duration, Field, ServiceInput } from "./SearchFields";
import styles from "./SearchForm.module.css";
import { DEFAULT_LIMIT, LIMITS, parseTraceSearch, type TraceSearch } from "./url";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
const STATUSES = ["error", "ok", "2xx", "3xx", "4xx", "5xx", "500", "502", "503", "504"];

interface SearchFormProps {
  readonly search: TraceSearch;
  readonly onSearch: (search: TraceSearch) => void;
}

/** Starts from what the address says and writes it back on submit: the address is the only place that keeps it. */
export function SearchForm({ search, onSearch }: SearchFormProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const params = new URLSearchParams();
    for (const [name, value] of new FormData(event.currentTarget)) {
      params.append(name, String(value));
    }
    onSearch(parseTraceSearch(params));
  };
  const [open, setOpen] = useState(false);
  const minMillis = search.minDurationMillis;
  return (
    <form
      className={`card ${styles.form}`}
      data-open={open}
      onSubmit={submit}
      role="search"
      aria-label="Traces"
    >
      <button
        type="button"
        className={`button ${styles.opener}`}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {conditionWords(search)}
        <Icon name="chevronDown" size={12} />
      </button>
      <Field label="Service">
        <ServiceInput value={search.service} />
      </Field>
      <Field label="Route">
        <input
          className="field"
          name="route"
          placeholder="/carts/{id}"
          defaultValue={search.route}
        />
      </Field>
      <div className={styles.pair}>
        <Choice label="Method" name="method" values={METHODS} value={search.method} />
        <Choice label="Status" name="status" values={STATUSES} value={search.status} />
      </div>
      <div className={styles.pair}>
        <Field label="Min duration, ms">
          <Duration name="minDurationMillis" value={minMillis} placeholder="0" />
        </Field>
        <Field label="Max duration, ms">
          <Duration name="maxDurationMillis" value={search.maxDurationMillis} placeholder="any" />
        </Field>
      </div>
      <AttributeInputs attributes={search.attributes ?? []} />
      <div className={styles.foot}>
        <label className={styles.limit}>
          Show
          <select className="field" name="limit" defaultValue={search.limit ?? DEFAULT_LIMIT}>
            {LIMITS.map((limit) => (
              <option key={limit}>{limit}</option>
            ))}
          </select>
        </label>
        <button type="button" className="button quiet" onClick={() => onSearch({})}>
          Clear
        </button>
        <button type="submit" className="button primary">
          Search
        </button>
      </div>
    </form>
  );
}

/** In a narrow window the form is closed, and this says what is in it. */
function conditionWords({ limit: _limit, cursor: _cursor, attributes = [], ...rest }: TraceSearch) {
  const count = Object.keys(rest).length + attributes.length;
  return count === 0 ? "Conditions: none" : `Conditions: ${count}`;
}
