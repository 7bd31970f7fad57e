package io.tapmesh.proxy.telemetry;

import io.opentelemetry.api.trace.SpanKind;

/** Which way a listener's traffic goes, seen from the application that the proxy stands beside. */
public enum Direction {
  /** From others to the application. */
  INBOUND(SpanKind.SERVER),
  /** From the application to others. */
  OUTBOUND(SpanKind.CLIENT);

  private final SpanKind spanKind;

  Direction(SpanKind spanKind) {
    this.spanKind = spanKind;
  }

  SpanKind spanKind() {
    return spanKind;
  }

  /** The lowest status that is an error on this side: a 4xx is the caller's fault, not ours. */
  int firstErrorStatus() {
    return this == INBOUND ? 500 : 400;
  }
}
