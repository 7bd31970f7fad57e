import { type FormEvent, useState } from "react";
import { formatMinute, toLocalInput } from "../format/times";
import { Icon } from "../parts/Icon";
import { PRESETS, type TimeRange, windowMillis } from "../range/range";
import { useRange } from "../range/useRange";
import { Popover } from "./Popover";
import styles from "./RangePicker.module.css";

export function rangeWords(range: TimeRange): string {
  if (range.kind === "absolute") return `${formatMinute(range.from)} to ${formatMinute(range.to)}`;
  return PRESETS.find(({ window }) => window === range.window)?.label ?? `Last ${range.window}`;
}

export function RangePicker() {
  const { range, setRange } = useRange();
  const words = rangeWords(range);
  return (
    <Popover
      label="Time range"
      button={
        <>
          <Icon name="clock" />
          <span className="visually-hidden">Time range: </span>
          <span className={styles.long}>{words}</span>
          <span className={styles.brief}>
            {range.kind === "relative" ? range.window : "custom"}
          </span>
          <Icon name="chevronDown" size={12} />
        </>
      }
    >
      {(close) => {
        const choose = (next: TimeRange) => {
          setRange(next);
          close();
        };
        return (
          <div className={styles.panel}>
            <ul className={styles.presets} aria-label="Presets">
              {PRESETS.map(({ window, label }) => (
                <li key={window}>
                  <button
                    type="button"
                    className={styles.preset}
                    aria-pressed={range.kind === "relative" && range.window === window}
                    onClick={() => choose({ kind: "relative", window })}
                  >
                    {label}
                    <span className="faint">{window}</span>
                  </button>
                </li>
              ))}
            </ul>
            <CustomRange range={range} onChoose={choose} />
          </div>
        );
      }}
    </Popover>
  );
}

interface CustomRangeProps {
  readonly range: TimeRange;
  readonly onChoose: (range: TimeRange) => void;
}

/** From and to in local time. Starts from what is shown now. */
function CustomRange({ range, onChoose }: CustomRangeProps) {
  const [start] = useState(() => ends(range));
  const [wrong, setWrong] = useState("");
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const from = new Date(String(form.get("from")));
    const to = new Date(String(form.get("to")));
    if (from < to) onChoose({ kind: "absolute", from, to });
    else setWrong("The end must come after the start.");
  };
  return (
    <form className={styles.custom} onSubmit={submit}>
      <label>
        From
        <input
          className="field"
          type="datetime-local"
          step="1"
          name="from"
          required
          defaultValue={toLocalInput(start.from)}
        />
      </label>
      <label>
        To
        <input
          className="field"
          type="datetime-local"
          step="1"
          name="to"
          required
          defaultValue={toLocalInput(start.to)}
        />
      </label>
      {wrong && (
        <p role="alert" className={styles.wrong}>
          {wrong}
        </p>
      )}
      <button type="submit" className="button primary">
        Show this range
      </button>
      <p className="faint">Times are local: {Intl.DateTimeFormat().resolvedOptions().timeZone}</p>
    </form>
  );
}

function ends(range: TimeRange): { from: Date; to: Date } {
  if (range.kind === "absolute") return range;
  const to = new Date();
  return { from: new Date(to.getTime() - (windowMillis(range.window) ?? 0)), to };
}
