package io.tapmesh.proxy.tls;

import io.tapmesh.proxy.telemetry.TlsFacts;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Reads what a handshake has settled from its engine. */
final class Facts {

  private static final String VERSION_PREFIX = "TLSv";

  private Facts() {}

  static TlsFacts of(SSLEngine engine) {
    SSLSession session = engine.getSession();
    X509Certificate ours = first(session.getLocalCertificates());
    X509Certificate theirs = peer(session);
    boolean client = engine.getUseClientMode();
    X509Certificate clients = client ? ours : theirs;
    X509Certificate servers = client ? theirs : ours;
    return new TlsFacts(
        version(session.getProtocol()),
        session.getCipherSuite(),
        client ? engine.getPeerHost() : requestedName(session),
        subject(clients),
        issuer(clients),
        subject(servers),
        issuer(servers));
  }

  private static String version(String protocol) {
    return protocol.startsWith(VERSION_PREFIX)
        ? protocol.substring(VERSION_PREFIX.length())
        : protocol;
  }

  private static @Nullable String requestedName(SSLSession session) {
    if (!(session instanceof ExtendedSSLSession extended)) {
      return null;
    }
    List<SNIServerName> names = extended.getRequestedServerNames();
    return names.isEmpty() || !(names.get(0) instanceof SNIHostName name)
        ? null
        : name.getAsciiName();
  }

  private static @Nullable X509Certificate peer(SSLSession session) {
    try {
      return first(session.getPeerCertificates());
    } catch (SSLPeerUnverifiedException e) {
      // It has shown none.
      return null;
    }
  }

  private static @Nullable X509Certificate first(Certificate @Nullable [] chain) {
    return chain != null && chain.length > 0 && chain[0] instanceof X509Certificate x509
        ? x509
        : null;
  }

  private static @Nullable String subject(@Nullable X509Certificate certificate) {
    return certificate == null ? null : certificate.getSubjectX500Principal().getName();
  }

  private static @Nullable String issuer(@Nullable X509Certificate certificate) {
    return certificate == null ? null : certificate.getIssuerX500Principal().getName();
  }
}
