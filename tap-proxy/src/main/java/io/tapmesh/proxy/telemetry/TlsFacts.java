package io.tapmesh.proxy.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * What a TLS handshake has settled, in the words of the <a
 * href="https://opentelemetry.io/docs/specs/semconv/registry/attributes/tls/">{@code tls.}
 * attributes</a>. Made once for each connection and shared by its exchanges.
 *
 * @param protocolVersion such as {@code 1.3}
 * @param cipher such as {@code TLS_AES_128_GCM_SHA256}
 * @param serverName that the client asked for
 * @param clientSubject distinguished name (RFC 4514) of the client's certificate, if it showed one
 * @param serverSubject distinguished name of the server's certificate
 */
public record TlsFacts(
    String protocolVersion,
    String cipher,
    @Nullable String serverName,
    @Nullable String clientSubject,
    @Nullable String clientIssuer,
    @Nullable String serverSubject,
    @Nullable String serverIssuer) {}
