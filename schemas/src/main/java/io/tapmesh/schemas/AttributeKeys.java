package io.tapmesh.schemas;

/**
 * Attribute keys of spans, metric points and resources, as they are spelled on Kafka and in
 * ClickHouse.
 *
 * <p>The names follow the <a href="https://opentelemetry.io/docs/specs/semconv/">OpenTelemetry
 * semantic conventions</a>; only what no convention covers starts with {@code tapmesh.}.
 */
public final class AttributeKeys {

  // Resource: the workload that the proxy stands in front of.
  public static final String SERVICE_NAME = "service.name";
  public static final String SERVICE_NAMESPACE = "service.namespace";
  public static final String SERVICE_VERSION = "service.version";
  public static final String SERVICE_INSTANCE_ID = "service.instance.id";

  // HTTP, on spans and metrics.
  public static final String HTTP_REQUEST_METHOD = "http.request.method";

  /** Spans only: the method as sent, where {@link #HTTP_REQUEST_METHOD} is {@code _OTHER}. */
  public static final String HTTP_REQUEST_METHOD_ORIGINAL = "http.request.method_original";

  public static final String HTTP_RESPONSE_STATUS_CODE = "http.response.status_code";
  public static final String HTTP_ROUTE = "http.route";
  public static final String HTTP_REQUEST_RESEND_COUNT = "http.request.resend_count";
  public static final String ERROR_TYPE = "error.type";
  public static final String NETWORK_PROTOCOL_NAME = "network.protocol.name";
  public static final String NETWORK_PROTOCOL_VERSION = "network.protocol.version";

  // HTTP, on spans only.
  public static final String URL_PATH = "url.path";
  public static final String URL_SCHEME = "url.scheme";
  public static final String SERVER_ADDRESS = "server.address";
  public static final String SERVER_PORT = "server.port";
  public static final String CLIENT_ADDRESS = "client.address";
  public static final String NETWORK_PEER_ADDRESS = "network.peer.address";
  public static final String NETWORK_PEER_PORT = "network.peer.port";
  public static final String USER_AGENT_ORIGINAL = "user_agent.original";

  /** Body bytes as sent over the wire, after any transfer decoding (chunk framing not counted). */
  public static final String HTTP_REQUEST_BODY_SIZE = "http.request.body.size";

  /** As {@link #HTTP_REQUEST_BODY_SIZE}, for the response. */
  public static final String HTTP_RESPONSE_BODY_SIZE = "http.response.body.size";

  // The other end.
  /** On CLIENT telemetry the service that is called, on SERVER telemetry the one that calls. */
  public static final String SERVICE_PEER_NAME = "service.peer.name";

  /** The deprecated spelling of {@link #SERVICE_PEER_NAME}, written beside it on spans. */
  public static final String PEER_SERVICE = "peer.service";

  // Encryption; absent where the connection was in the clear.
  public static final String TLS_PROTOCOL_VERSION = "tls.protocol.version";
  public static final String TLS_CIPHER = "tls.cipher";

  // TLS, on spans only.
  /** The name that the client asked for (SNI), also where TLS only passed through. */
  public static final String TLS_CLIENT_SERVER_NAME = "tls.client.server_name";

  public static final String TLS_CLIENT_SUBJECT = "tls.client.subject";
  public static final String TLS_CLIENT_ISSUER = "tls.client.issuer";
  public static final String TLS_SERVER_SUBJECT = "tls.server.subject";
  public static final String TLS_SERVER_ISSUER = "tls.server.issuer";

  // Connections whose bytes are not looked into, on spans only.
  public static final String NETWORK_TRANSPORT = "network.transport";

  /** Bytes from the client. */
  public static final String TCP_BYTES_RECEIVED = "tapmesh.tcp.bytes.received";

  /** Bytes to the client. */
  public static final String TCP_BYTES_SENT = "tapmesh.tcp.bytes.sent";

  // RPC.
  public static final String RPC_SYSTEM_NAME = "rpc.system.name";
  public static final String RPC_METHOD = "rpc.method";
  public static final String RPC_STATUS_CODE = "rpc.status_code";

  /** The name of the status, such as {@code NOT_FOUND}. */
  public static final String RPC_RESPONSE_STATUS_CODE = "rpc.response.status_code";

  // Ours.
  /** Spans only: the configuration revision that was in force when the exchange started. */
  public static final String CONFIG_REVISION = "tapmesh.config.revision";

  /** Why telemetry was dropped, on {@link MetricNames#SPANS_DROPPED}. */
  public static final String DROP_REASON = "tapmesh.drop.reason";

  /** Spans only: why it is recorded though it was not sampled, {@code error} or {@code slow}. */
  public static final String SAMPLING_REASON = "tapmesh.sampling.reason";

  private AttributeKeys() {}
}
