package io.tapmesh.proxy.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Map;

/** Finds out whether a private key is that of a certificate; the engines only notice when asked. */
final class KeyCheck {

  /** How a key of each kind signs; of other kinds nothing is found out. */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  private KeyCheck() {}

  /**
   * Reads the key of a certificate.
   *
   * @param certificate where {@code chain} was read, for messages
   * @return PKCS #8, DER
   * @throws IOException with a reason for people, also if it is the key of something else
   */
  static byte[] read(Path certificate, byte[] chain, Path key) throws IOException {
    try {
      PublicKey shown = publicKey(chain);
      byte[] encoded = PrivateKeyFile.read(key, shown);
      String signature = SIGNATURES.get(shown.getAlgorithm());
      if (signature != null && !fits(shown, privateKey(encoded, shown.getAlgorithm()), signature)) {
        throw mismatch(certificate, key);
      }
      return encoded;
    } catch (InvalidKeySpecException e) {
      throw mismatch(certificate, key);
    } catch (GeneralSecurityException e) {
      throw new IOException(certificate + ", " + key + ": " + e.getMessage(), e);
    }
  }

  private static IOException mismatch(Path certificate, Path key) {
    return new IOException(key + " is not the private key of " + certificate);
  }

  private static PublicKey publicKey(byte[] chain) throws GeneralSecurityException {
    ByteArrayInputStream in = new ByteArrayInputStream(chain);
    return CertificateFactory.getInstance("X.509").generateCertificate(in).getPublicKey();
  }

  private static PrivateKey privateKey(byte[] encoded, String algorithm)
      throws GeneralSecurityException {
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
