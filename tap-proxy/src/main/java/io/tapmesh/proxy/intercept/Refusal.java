package io.tapmesh.proxy.intercept;

/** Why a connection that came to an intercepting listener is reset. */
public enum Refusal {
  /** The kernel does not know where it was meant to go. */
  NO_DESTINATION("no_destination"),
  /**
   * It was made to one of the proxy's own listeners: nobody led it here, or a rule led it twice.
   */
  OWN_LISTENER("own_listener"),
  /** It is the proxy's own connection to an upstream: the rules do not exclude the proxy. */
  OWN_CONNECTION("own_connection");

  private final String reason;

  Refusal(String reason) {
    this.reason = reason;
  }

  /** The value of the label {@code reason}. */
  public String reason() {
    return reason;
  }
}
