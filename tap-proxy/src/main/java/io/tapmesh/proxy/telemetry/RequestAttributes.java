package io.tapmesh.proxy.telemetry;

import io.tapmesh.proxy.http.Text;
import io.tapmesh.schemas.AttributeKeys;

/**
 * Writes the attributes of a span that differ from request to request. What repeats itself, such as
 * the user agent, is kept as bytes with its {@link Text}. Used on one event loop only.
 */
final class RequestAttributes {

  private static final OtlpAttribute METHOD_ORIGINAL =
      new OtlpAttribute(AttributeKeys.HTTP_REQUEST_METHOD_ORIGINAL);
  private static final OtlpAttribute PATH = new OtlpAttribute(AttributeKeys.URL_PATH);
  private static final OtlpAttribute USER_AGENT =
      new OtlpAttribute(AttributeKeys.USER_AGENT_ORIGINAL);
  private static final OtlpAttribute SERVER_ADDRESS =
      new OtlpAttribute(AttributeKeys.SERVER_ADDRESS);
  private static final OtlpAttribute SERVER_PORT = new OtlpAttribute(AttributeKeys.SERVER_PORT);
  private static final OtlpAttribute CLIENT_ADDRESS =
      new OtlpAttribute(AttributeKeys.CLIENT_ADDRESS);
  private static final OtlpAttribute PEER_ADDRESS =
      new OtlpAttribute(AttributeKeys.NETWORK_PEER_ADDRESS);
  private static final OtlpAttribute PEER_PORT = new OtlpAttribute(AttributeKeys.NETWORK_PEER_PORT);
  private static final OtlpAttribute RESENDS =
      new OtlpAttribute(AttributeKeys.HTTP_REQUEST_RESEND_COUNT);
  private static final OtlpAttribute REQUEST_SIZE =
      new OtlpAttribute(AttributeKeys.HTTP_REQUEST_BODY_SIZE);
  private static final OtlpAttribute RESPONSE_SIZE =
      new OtlpAttribute(AttributeKeys.HTTP_RESPONSE_BODY_SIZE);
  private static final OtlpAttribute RECEIVED = new OtlpAttribute(AttributeKeys.TCP_BYTES_RECEIVED);
  private static final OtlpAttribute SENT = new OtlpAttribute(AttributeKeys.TCP_BYTES_SENT);

  private final TlsAttributes tls = new TlsAttributes();

  void write(ProtoBuffer out, Exchange exchange, boolean client) {
    boolean connection = exchange.kind != Exchange.Kind.HTTP;
    if (exchange.originalMethod != null) {
      METHOD_ORIGINAL.write(out, exchange.originalMethod);
    }
    if (exchange.path != null) {
      PATH.write(out, exchange.path.value());
    }
    if (exchange.userAgent != null) {
      out.write(userAgent(exchange.userAgent));
    }
    if (exchange.host != null && !exchange.host.value().isEmpty()) {
      out.write(server(exchange.host));
    } else if (exchange.upstreamAddress != null) {
      SERVER_ADDRESS.write(out, exchange.upstreamAddress);
      SERVER_PORT.write(out, exchange.upstreamPort);
    }
    if (client) {
      writeCallee(out, exchange);
    } else if (exchange.clientAddress != null) {
      CLIENT_ADDRESS.write(out, exchange.clientAddress);
    }
    if (exchange.requestBytes > 0) {
      (connection ? RECEIVED : REQUEST_SIZE).write(out, exchange.requestBytes);
    }
    if (exchange.responseBytes > 0) {
      (connection ? SENT : RESPONSE_SIZE).write(out, exchange.responseBytes);
    }
    tls.write(out, exchange);
  }

  private static void writeCallee(ProtoBuffer out, Exchange exchange) {
    String address = exchange.upstreamAddress;
    if (address != null) {
      PEER_ADDRESS.write(out, address);
      PEER_PORT.write(out, exchange.upstreamPort);
    }
    if (exchange.resends > 0) {
      RESENDS.write(out, exchange.resends);
    }
  }

  private static byte[] userAgent(Text text) {
    if (text.memo() instanceof byte[] known) {
      return known;
    }
    byte[] bytes = USER_AGENT.encode(text.value());
    text.memo(bytes);
    return bytes;
  }

  /** The address that the client asked for. */
  private static byte[] server(Text text) {
    if (text.memo() instanceof byte[] known) {
      return known;
    }
    String host = text.value();
    int colon = host.lastIndexOf(':');
    boolean hasPort = colon > host.lastIndexOf(']') && colon < host.length() - 1;
    int port = hasPort ? port(host, colon + 1) : 80;
    ProtoBuffer out = new ProtoBuffer(128);
    SERVER_ADDRESS.write(out, hasPort ? host.substring(0, colon) : host);
    if (port > 0) {
      SERVER_PORT.write(out, port);
    }
    byte[] bytes = out.copy();
    text.memo(bytes);
    return bytes;
  }

  private static int port(String host, int from) {
    int port = 0;
    for (int i = from; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c < '0' || c > '9' || port > 65_535) {
        return 0;
      }
      port = port * 10 + (c - '0');
    }
    return port <= 65_535 ? port : 0;
  }
}
