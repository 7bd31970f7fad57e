package io.tapmesh.proxy.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How one side of a listener is encrypted.
 *
 * @param server whether clients are served; else upstreams are connected to
 * @param certificate the chain that we show, PEM; a server has one
 * @param key its private key, PEM: PKCS #8, PKCS #1 or SEC 1
 * @param ca who may have signed the peer's certificate, PEM. A server that has it requires a
 *     certificate of its clients; a client that has none trusts whom the system trusts
 * @param minVersion {@code 1.2} or {@code 1.3}
 * @param serverName to ask for and to expect in the certificate; null for the endpoint's name
 * @param verify whether a server has to prove who it is
 */
public record TlsSettings(
    boolean server,
    @Nullable Path certificate,
    @Nullable Path key,
    @Nullable Path ca,
    String minVersion,
    @Nullable String serverName,
    boolean verify) {

  List<Path> files() {
    return Stream.of(certificate, key, ca).filter(java.util.Objects::nonNull).toList();
  }
}
