import { useCallback, useMemo } from "react";
import { useSearchParams } from "wouter";
import { parseRange, parseRefresh, type Refresh, type TimeRange, withRange } from "./range";

interface SharedRange {
  readonly range: TimeRange;
  readonly refresh: Refresh;
  /** Makes a step in the history, so that Back undoes a zoom. */
  readonly setRange: (range: TimeRange) => void;
  readonly setRefresh: (name: string) => void;
}

export function useRange(): SharedRange {
  const [params, setParams] = useSearchParams();
  const setRange = useCallback(
    (range: TimeRange) => setParams((current) => withoutCursor(withRange(current, range))),
    [setParams],
  );
  const setRefresh = useCallback(
    (name: string) =>
      setParams((current) => {
        const next = new URLSearchParams(current);
        next.set("refresh", name);
        return next;
      }),
    [setParams],
  );
  return useMemo(
    () => ({ range: parseRange(params), refresh: parseRefresh(params), setRange, setRefresh }),
    [params, setRange, setRefresh],
  );
}

/** A cursor belongs to the range it was made in. */
function withoutCursor(params: URLSearchParams): URLSearchParams {
  params.delete("cursor");
  return params;
}
