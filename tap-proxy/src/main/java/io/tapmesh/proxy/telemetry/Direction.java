package io.tapmesh.proxy.telemetry;

/** Which way a listener's traffic goes, seen from the application that the proxy stands beside. */
public enum Direction {
  /** From others to the application. */
  INBOUND,
  /** From the application to others. */
  OUTBOUND;

  /** The lowest status that is an error on this side: a 4xx is the caller's fault, not ours. */
  int firstErrorStatus() {
    return this == INBOUND ? 500 : 400;
  }
}
