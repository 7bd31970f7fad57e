import { micros } from "../../api/units";
import { formatMicros } from "../../format/numbers";
import styles from "./TracePage.module.css";
import type { Span } from "./tree";

/** Many lines, shown as they came. */
const STACK = "exception.stacktrace";

export function SpanEvents({ span }: { span: Span }) {
  if (span.events.length === 0) return null;
  return (
    <section className={styles.section}>
      <h3>Events ({span.events.length})</h3>
      {span.events.map((event, index) => {
        const into = micros((Date.parse(event.at) - Date.parse(span.startedAt)) * 1000);
        const stack = event.attributes[STACK];
        const rest = Object.entries(event.attributes).filter(([key]) => key !== STACK);
        return (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: events of a finished span never change places
            key={index}
            className={styles.event}
            data-exception={event.name === "exception"}
          >
            <b>{event.name}</b> <span className="faint">{formatMicros(into)} into the span</span>
            {rest.map(([key, value]) => (
              <p key={key}>
                <span className="faint">{key}</span> {value}
              </p>
            ))}
            {stack && <pre>{stack}</pre>}
          </div>
        );
      })}
    </section>
  );
}
