package io.tapmesh.proxy.telemetry;

import io.tapmesh.schemas.AttributeKeys;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is known of a connection's encryption, but for the version, which is an attribute of
 * the series. Used on one event loop only.
 */
final class TlsAttributes {

  private static final OtlpAttribute SERVER_NAME =
      new OtlpAttribute(AttributeKeys.TLS_CLIENT_SERVER_NAME);
  private static final OtlpAttribute CIPHER = new OtlpAttribute(AttributeKeys.TLS_CIPHER);
  private static final OtlpAttribute CLIENT_SUBJECT =
      new OtlpAttribute(AttributeKeys.TLS_CLIENT_SUBJECT);
  private static final OtlpAttribute CLIENT_ISSUER =
      new OtlpAttribute(AttributeKeys.TLS_CLIENT_ISSUER);
  private static final OtlpAttribute SERVER_SUBJECT =
      new OtlpAttribute(AttributeKeys.TLS_SERVER_SUBJECT);
  private static final OtlpAttribute SERVER_ISSUER =
      new OtlpAttribute(AttributeKeys.TLS_SERVER_ISSUER);

  void write(ProtoBuffer out, Exchange exchange) {
    if (exchange.serverName != null) {
      SERVER_NAME.write(out, exchange.serverName);
    }
    TlsFacts facts = exchange.tls;
    if (facts != null) {
      CIPHER.write(out, facts.cipher());
      if (exchange.serverName == null) {
        write(out, SERVER_NAME, facts.serverName());
      }
      write(out, CLIENT_SUBJECT, facts.clientSubject());
      write(out, CLIENT_ISSUER, facts.clientIssuer());
      write(out, SERVER_SUBJECT, facts.serverSubject());
      write(out, SERVER_ISSUER, facts.serverIssuer());
    }
  }

  private static void write(ProtoBuffer out, OtlpAttribute attribute, @Nullable String value) {
    if (value != null) {
      attribute.write(out, value);
    }
  }
}
