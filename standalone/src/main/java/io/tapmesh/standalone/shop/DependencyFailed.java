package io.tapmesh.standalone.shop;

/**
 * A service that is needed for an answer failed; answered with 504 if it took too long, else with
 * 502.
 */
final class DependencyFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean timedOut;

  DependencyFailed(String message, boolean timedOut) {
    super(message);
    this.timedOut = timedOut;
  }

  int status() {
    return timedOut ? 504 : 502;
  }
}
