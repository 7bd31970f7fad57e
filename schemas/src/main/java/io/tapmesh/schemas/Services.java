package io.tapmesh.schemas;

/** Names that stand for services whose real name is not known. */
public final class Services {

  /** A caller that did not come through a proxy of ours: a browser, a load balancer, a script. */
  public static final String EXTERNAL = "external";

  /** What the cardinality guard folds further names into; the fold is counted. */
  public static final String OTHER = "{other}";

  /**
   * The key of our member in W3C {@code tracestate}. An outbound proxy writes its service's name
   * there (percent-encoded), so that the callee's proxy can name the caller before mutual TLS
   * vouches for it; the inbound proxy removes it before the application sees the request.
   */
  public static final String TRACESTATE_KEY = "tapmesh";

  private Services() {}
}
