import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { servicesQuery } from "../../api/queries";
import { useRange } from "../../range/useRange";
import styles from "./SearchForm.module.css";

const MOST_ATTRIBUTES = 8;

export function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className={styles.field}>
      {label}
      {children}
    </label>
  );
}

export function Duration(props: { name: string; value: number | undefined; placeholder: string }) {
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
export function ServiceInput({ value }: { value: string | undefined }) {
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

export function Choice({ label, name, values, value = "" }: ChoiceProps) {
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
export function AttributeInputs({ attributes }: { attributes: readonly string[] }) {
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
