package io.tapmesh.schemas;

/** Names of the metrics that proxies send; all with delta temporality. */
public final class MetricNames {

  /** Seconds from the first byte of a request to the last of its response, at the callee. */
  public static final String HTTP_SERVER_REQUEST_DURATION = "http.server.request.duration";

  /** Seconds from the first byte of a request to the last of its response, at the caller. */
  public static final String HTTP_CLIENT_REQUEST_DURATION = "http.client.request.duration";

  /** Body bytes, histogram. */
  public static final String HTTP_SERVER_REQUEST_BODY_SIZE = "http.server.request.body.size";

  public static final String HTTP_SERVER_RESPONSE_BODY_SIZE = "http.server.response.body.size";
  public static final String HTTP_CLIENT_REQUEST_BODY_SIZE = "http.client.request.body.size";
  public static final String HTTP_CLIENT_RESPONSE_BODY_SIZE = "http.client.response.body.size";

  public static final String RPC_SERVER_CALL_DURATION = "rpc.server.call.duration";
  public static final String RPC_CLIENT_CALL_DURATION = "rpc.client.call.duration";

  /** Bytes of all messages of a call, histogram. */
  public static final String RPC_SERVER_REQUEST_SIZE = "rpc.server.request.size";

  public static final String RPC_SERVER_RESPONSE_SIZE = "rpc.server.response.size";
  public static final String RPC_CLIENT_REQUEST_SIZE = "rpc.client.request.size";
  public static final String RPC_CLIENT_RESPONSE_SIZE = "rpc.client.response.size";

  /** Counters of connections whose bytes are not looked into, at the callee; in connections. */
  public static final String TCP_SERVER_CONNECTIONS_OPENED =
      "tapmesh.tcp.server.connections.opened";

  public static final String TCP_SERVER_CONNECTIONS_CLOSED =
      "tapmesh.tcp.server.connections.closed";

  /** Counter of bytes from the client; grows while the connection is open. */
  public static final String TCP_SERVER_BYTES_RECEIVED = "tapmesh.tcp.server.bytes.received";

  /** Counter of bytes to the client; grows while the connection is open. */
  public static final String TCP_SERVER_BYTES_SENT = "tapmesh.tcp.server.bytes.sent";

  /** Seconds from accepting such a connection to its end, histogram. */
  public static final String TCP_SERVER_CONNECTION_DURATION =
      "tapmesh.tcp.server.connection.duration";

  public static final String TCP_CLIENT_CONNECTIONS_OPENED =
      "tapmesh.tcp.client.connections.opened";
  public static final String TCP_CLIENT_CONNECTIONS_CLOSED =
      "tapmesh.tcp.client.connections.closed";

  /** Counter of bytes from the upstream. */
  public static final String TCP_CLIENT_BYTES_RECEIVED = "tapmesh.tcp.client.bytes.received";

  /** Counter of bytes to the upstream. */
  public static final String TCP_CLIENT_BYTES_SENT = "tapmesh.tcp.client.bytes.sent";

  public static final String TCP_CLIENT_CONNECTION_DURATION =
      "tapmesh.tcp.client.connection.duration";

  /**
   * Counter of spans that ended in a proxy. At any moment {@code ended = exported + dropped + in
   * flight}, and exported spans are those that Kafka has acknowledged.
   */
  public static final String SPANS_ENDED = "tapmesh.proxy.spans.ended";

  /** Counter; see {@link #SPANS_ENDED}. */
  public static final String SPANS_EXPORTED = "tapmesh.proxy.spans.exported";

  /** Counter by {@link AttributeKeys#DROP_REASON}; see {@link #SPANS_ENDED}. */
  public static final String SPANS_DROPPED = "tapmesh.proxy.spans.dropped";

  /** Seconds that requests waited for a connection to an upstream, histogram. */
  public static final String CONNECTION_WAIT = "tapmesh.proxy.upstream.connection.wait";

  /** Seconds by which timers of event loops were late, histogram. */
  public static final String EVENT_LOOP_DELAY = "tapmesh.proxy.event_loop.delay";

  /** Gauge: requests whose response is not complete. */
  public static final String REQUESTS_IN_FLIGHT = "tapmesh.proxy.requests.in_flight";

  /** Gauge: spans that Kafka has not acknowledged; see {@link #SPAN_QUEUE_CAPACITY}. */
  public static final String SPANS_IN_FLIGHT = "tapmesh.proxy.spans.in_flight";

  /** Gauge: how many spans may be on their way. */
  public static final String SPAN_QUEUE_CAPACITY = "tapmesh.proxy.spans.capacity";

  private MetricNames() {}
}
