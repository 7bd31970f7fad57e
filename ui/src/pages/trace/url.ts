/** Besides the shared parameters: `span`, the key of the span whose details are open, and `find`, what to look for. */
export interface TraceState {
  readonly span: string | null;
  readonly find: string;
}

export const parseTrace = (params: URLSearchParams): TraceState => ({
  span: params.get("span"),
  find: params.get("find") ?? "",
});

export const withSpan = (params: URLSearchParams, key: string | null) =>
  changed(params, "span", key ?? "");

export const withFind = (params: URLSearchParams, text: string) => changed(params, "find", text);

function changed(params: URLSearchParams, name: string, value: string): URLSearchParams {
  const next = new URLSearchParams(params);
  if (value === "") next.delete(name);
  else next.set(name, value);
  return next;
}

/** For a link to a span of another trace. */
export const spanParams = (spanId: string) => new URLSearchParams({ span: spanId });
