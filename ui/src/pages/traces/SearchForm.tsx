import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { servicesQuery } from "../../api/queries";
import { useRange } from "../../range/useRange";
import styles from "./SearchForm.module.css";
import { DEFAULT_LIMIT, LIMITS, parseTraceSearch, type TraceSearch } from "./url";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
const STATUSES = ["error", "ok", "2xx", "3xx", "4xx", "5xx", "500", "502", "503", "504"];
const MOST_ATTRIBUTES = 8;

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
  const minMillis = search.minDurationMillis;
  return (
    <form className={`card ${styles.form}`} onSubmit={submit} role="search" aria-label="Traces">
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

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className={styles.field}>
      {label}
      {children}
    </label>
  );
}

function Duration(props: { name: string; value: number | undefined; placeholder: string }) {
  const { name, value, placeholder } = props;
  return (
    <input
      className="field"
      type="number"
      name={name}
      min="0"
      step="any"
      placeholder={placeholder}
      defaultValue={value}
    />
  );
}

/** Offers the services seen in the time range; any other name may be typed. */
function ServiceInput({ value }: { value: string | undefined }) {
  const { data } = useQuery({ ...servicesQuery(useRange()), refetchInterval: false });
  return (
    <>
      <input
        className="field"
        name="service"
        list="services"
        placeholder="any"
        autoComplete="off"
        defaultValue={value}
      />
      <datalist id="services">
        {data?.services.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly name: string;
  readonly values: readonly string[];
  readonly value: string | undefined;
}

function Choice({ label, name, values, value = "" }: ChoiceProps) {
  // A value that came by the address may be one the list does not have, as the status 418.
  const all = value === "" || values.includes(value) ? values : [value, ...values];
  return (
    <Field label={label}>
      <select className="field" name={name} defaultValue={value}>
        <option value="">any</option>
        {all.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
    </Field>
  );
}

/** One line per attribute and an empty one to add the next. */
function AttributeInputs({ attributes }: { attributes: readonly string[] }) {
  const [count, setCount] = useState(Math.min(attributes.length + 1, MOST_ATTRIBUTES));
  const lines = Array.from({ length: count }, (_, index) => index);
  return (
    <fieldset className={styles.attributes}>
      <legend>Attributes, all must hold</legend>
      {lines.map((index) => (
        <input
          key={index}
          className="field mono"
          name="attribute"
          aria-label={`Attribute ${index + 1}`}
          placeholder="key=value"
          pattern="[^=]+=.*"
          title="key=value, as url.path=/checkout"
          defaultValue={attributes[index]}
          onInput={() => {
            if (index === count - 1 && count < MOST_ATTRIBUTES) setCount(count + 1);
          }}
        />
      ))}
    </fieldset>
  );
}
