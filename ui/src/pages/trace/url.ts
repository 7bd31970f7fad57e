/** The span whose details are open, as `span` in the address. */
export const parseSpan = (params: URLSearchParams): string | null => params.get("span");

export function withSpan(params: URLSearchParams, spanId: string | null): URLSearchParams {
  const next = new URLSearchParams(params);
  if (spanId === null) next.delete("span");
  else next.set("span", spanId);
  return next;
}

/** For a link to a span of another trace. */
export const spanParams = (spanId: string) => new URLSearchParams({ span: spanId });
