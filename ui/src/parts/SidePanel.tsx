import { type ReactNode, useEffect, useRef } from "react";
import { Icon } from "./Icon";
import styles from "./SidePanel.module.css";

interface SidePanelProps {
  readonly label: string;
  readonly title: ReactNode;
  readonly onClose: () => void;
  /** Takes the focus when it opens, where opening it was the user's wish. */
  readonly grabFocus?: boolean;
  readonly children: ReactNode;
}

/** Details beside the page; at the bottom of a narrow window. Escape closes it. */
export function SidePanel({ label, title, onClose, grabFocus = false, children }: SidePanelProps) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (grabFocus) panel.current?.focus({ preventScroll: true });
  }, [grabFocus]);
  return (
    <aside
      ref={panel}
      className={`card ${styles.panel}`}
      aria-label={label}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <header className={styles.head}>
        <h2>{title}</h2>
        <button type="button" className="button quiet square" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      <div className={styles.body}>{children}</div>
    </aside>
  );
}

/** Names and values in two columns. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={styles.facts}>{children}</dl>;
}

export function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
