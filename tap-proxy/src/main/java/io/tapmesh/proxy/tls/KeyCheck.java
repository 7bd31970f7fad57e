package io.tapmesh.proxy.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out whether a private key is that of a certificate; the engines only notice when asked. */
final class KeyCheck {

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  /** How a key of each kind signs; of other kinds nothing is found out. */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  private KeyCheck() {}

  static void check(Path certificate, Path key) throws IOException {
    try {
      PublicKey shown = publicKey(certificate);
      String signature = SIGNATURES.get(shown.getAlgorithm());
      if (signature != null && !fits(shown, privateKey(key, shown.getAlgorithm()), signature)) {
        throw mismatch(certificate, key);
      }
    } catch (InvalidKeySpecException e) {
      throw mismatch(certificate, key);
    } catch (GeneralSecurityException e) {
      throw new IOException(certificate + ", " + key + ": " + e.getMessage(), e);
    }
  }

  private static IOException mismatch(Path certificate, Path key) {
    return new IOException(key + " is not the private key of " + certificate);
  }

  private static PublicKey publicKey(Path file) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in).getPublicKey();
    }
  }

  private static PrivateKey privateKey(Path file, String algorithm)
      throws IOException, GeneralSecurityException {
    Matcher block = PEM.matcher(Files.readString(file, ISO_8859_1));
    if (!block.find()) {
      throw new IOException(file + " has no private key (expected: PKCS #8 PEM, not encrypted)");
    }
    byte[] encoded = Base64.getMimeDecoder().decode(block.group(1));
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
  }

  private static boolean fits(PublicKey shown, PrivateKey key, String algorithm)
      throws GeneralSecurityException {
    byte[] text = {1};
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(key);
    signer.update(text);
    byte[] signed = signer.sign();
    signer.initVerify(shown);
    signer.update(text);
    return signer.verify(signed);
  }
}
