import { type ReactNode, useLayoutEffect, useRef } from "react";
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
  // A layout effect: it is undone before the panel leaves the document and the focus with it.
  useLayoutEffect(() => {
    if (!grabFocus) return;
    const element = panel.current;
    const opener = document.activeElement;
    element?.focus({ preventScroll: true });
    return () => {
      // Only a focus that was in here is lost with the panel and has to go somewhere.
      const lost = element?.contains(document.activeElement) ?? false;
      if (lost && opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    };
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
