import { Icon } from "../../parts/Icon";
import { nextMatch } from "./find";
import styles from "./Waterfall.module.css";

interface FindSpansProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  /** Rows that match, by index. */
  readonly matches: readonly number[];
  readonly current: number;
  readonly onGo: (index: number) => void;
}

/** Finds spans by any of their texts. Enter goes to the next match, with Shift to the one before. */
export function FindSpans({ text, onText, matches, current, onGo }: FindSpansProps) {
  const go = (backwards: boolean) => {
    const next = nextMatch(matches, current, backwards);
    if (next !== undefined) onGo(next);
  };
  const place = matches.indexOf(current) + 1;
  return (
    <div className={styles.find}>
      <Icon name="search" size={13} />
      <input
        type="search"
        aria-label="Find spans"
        placeholder="Find spans"
        value={text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          go(event.shiftKey);
        }}
      />
      {text.trim() !== "" && (
        <span role="status" className={styles.found}>
          {place > 0 ? `${place} of ${matches.length}` : `${matches.length} found`}
        </span>
      )}
    </div>
  );
}
