package io.tapmesh.proxy.relay;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.util.Locale;

/** Why a TLS handshake came to nothing. */
public enum TlsFailure {
  /** It took longer than it may. */
  TIMEOUT,
  /** The peer does not speak TLS. */
  NOT_TLS,
  /** A certificate is missing, or not trusted, or not for this name, on either side. */
  CERTIFICATE,
  /** The two sides have no protocol in common that the listener may speak. */
  NO_PROTOCOL,
  /** The peer went away, or something else. */
  OTHER;

  static TlsFailure of(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      String message = String.valueOf(each.getMessage()).toLowerCase(Locale.ROOT);
      if (each instanceof SslHandshakeTimeoutException) {
        return TIMEOUT;
      }
      if (each instanceof NotSslRecordException || message.contains("wrong_version_number")) {
        return NOT_TLS;
      }
      if (each instanceof java.security.cert.CertificateException
          || each instanceof java.security.cert.CertPathValidatorException
          || message.contains("certificate")
          || message.contains("unknown_ca")) {
        return CERTIFICATE;
      }
    }
    return OTHER;
  }

  /** As metrics spell it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
