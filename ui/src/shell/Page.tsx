import { type ReactNode, useEffect } from "react";
import styles from "./Page.module.css";

interface PageProps {
  readonly title: ReactNode;
  /** For the browser's tab and its history. */
  readonly name: string;
  readonly summary?: ReactNode;
  readonly actions?: ReactNode;
  /** Fills the window instead of growing with what is in it. */
  readonly full?: boolean;
  readonly children: ReactNode;
}

export function Page({ title, name, summary, actions, full = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${name} · Tapmesh`;
  }, [name]);
  return (
    <main className={styles.page} data-full={full} id="main" tabIndex={-1}>
      <div className={styles.head}>
        <div className={styles.titles}>
          <h1>{title}</h1>
          {summary && <div className={styles.summary}>{summary}</div>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </main>
  );
}
