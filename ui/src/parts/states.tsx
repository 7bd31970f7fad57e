import type { ReactNode } from "react";
import { ApiError } from "../api/problem";
import { Icon, type IconName } from "./Icon";
import styles from "./states.module.css";

interface EmptyProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly icon?: IconName;
  readonly actions?: ReactNode;
}

/** Nothing to show: says why, and what to do about it. */
export function Empty({ title, children, icon = "search", actions }: EmptyProps) {
  return (
    <div className={styles.state} data-state="empty">
      <div className={styles.symbol}>
        <Icon name={icon} size={18} />
      </div>
      <h2>{title}</h2>
      <p>{children}</p>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

interface FailureProps {
  readonly error: Error;
  readonly retry: () => void;
  readonly actions?: ReactNode;
}

/** An answer that did not come: what the API says is wrong, and with which parameter. */
export function Failure({ error, retry, actions }: FailureProps) {
  const problem = error instanceof ApiError ? error.problem : undefined;
  // With one wrong parameter the problem's own sentence is about it already.
  const others = problem?.errors?.filter(({ detail }) => detail !== error.message) ?? [];
  return (
    <div className={styles.state} role="alert" data-state="error">
      <div className={`${styles.symbol} ${styles.bad}`}>
        <Icon name="warning" size={18} />
      </div>
      <h2>{problem?.title ?? "Something went wrong"}</h2>
      <p>{error.message}</p>
      {others.length > 0 && (
        <ul className={styles.problems}>
          {others.map(({ parameter, detail }) => (
            <li key={`${parameter} ${detail}`}>{detail}</li>
          ))}
        </ul>
      )}
      <div className={styles.actions}>
        <button type="button" className="button" onClick={retry}>
          <Icon name="refresh" /> Try again
        </button>
        {actions}
      </div>
    </div>
  );
}

/** Old data is on the page; this says why it is not newer, or what it lacks. */
export function Banner({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className={styles.banner} role="status">
      <Icon name="warning" />
      <span>{children}</span>
      {action}
    </div>
  );
}

export function Skeleton({ height, width }: { height: number; width?: number | string }) {
  return <div className={styles.skeleton} style={{ height, width: width ?? "100%" }} />;
}

/** Stands in for a table or a list until its first answer. */
export function SkeletonLines({ count = 8 }: { count?: number }) {
  const widths = [92, 78, 85, 64, 88, 71];
  return (
    <div className={styles.lines}>
      {Array.from({ length: count }, (_, line) => line).map((line) => (
        <Skeleton key={line} height={16} width={`${widths[line % widths.length]}%`} />
      ))}
    </div>
  );
}
