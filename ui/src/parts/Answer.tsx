import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Schemas } from "../api/client";
import { formatTime } from "../format/times";
import { Banner, Failure } from "./states";

interface AnswerProps<T> {
  readonly query: UseQueryResult<T, Error>;
  readonly skeleton: ReactNode;
  readonly children: (data: T) => ReactNode;
  /** Beside "Try again" where there is nothing else to show. */
  readonly failureActions?: ReactNode;
}

/**
 * The states of a question in one place: a skeleton before the first answer, the problem if there is none, and from then on
 * the newest data there is, with a line above it when a later fetch failed.
 */
export function Answer<T>({ query, skeleton, children, failureActions }: AnswerProps<T>) {
  const { data, error } = query;
  const retry = () => void query.refetch();
  if (data === undefined) {
    if (error) return <Failure error={error} retry={retry} actions={failureActions} />;
    return (
      <div aria-busy="true" data-state="loading">
        <span className="visually-hidden" role="status">
          Loading
        </span>
        {skeleton}
      </div>
    );
  }
  return (
    <>
      {error && (
        <Banner
          action={
            <button type="button" className="button" onClick={retry}>
              Try again
            </button>
          }
        >
          Not refreshed since {formatTime(new Date(query.dataUpdatedAt))}: {error.message}
        </Banner>
      )}
      {children(data)}
    </>
  );
}

/** What an answer lacks, in the API's own sentences. Says nothing when it is complete. */
export function CompletenessNotes({ of }: { of: Schemas["Completeness"] }) {
  if (of.state === "complete" || of.notes.length === 0) return null;
  return <Banner>{of.notes.join(" ")}</Banner>;
}
