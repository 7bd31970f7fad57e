package io.tapmesh.proxy.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key in a file, PEM: PKCS #8 (RFC 5958), or in one of the forms from before it, PKCS #1
 * for RSA (RFC 8017) and SEC 1 for elliptic curves (RFC 5915). The engines only read the first one,
 * which is the others with the algorithm before them.
 */
final class PrivateKeyFile {

  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN ((?:RSA |EC )?)PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END \\1PRIVATE KEY-----");
  private static final Pattern ENCRYPTED =
      Pattern.compile("BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED");

  private static final int INTEGER = 0x02;
  private static final int OCTET_STRING = 0x04;
  private static final int SEQUENCE = 0x30;

  private PrivateKeyFile() {}

  /**
   * The key as PKCS #8, DER.
   *
   * @param shown the public key that it belongs to, which knows the algorithm
   * @throws IOException with a reason for people
   */
  static byte[] read(Path file, PublicKey shown) throws IOException {
    String text = Files.readString(file, ISO_8859_1);
    Matcher block = PEM.matcher(text);
    if (ENCRYPTED.matcher(text).find()) {
      throw new IOException(
          file
              + " is encrypted (expected: a key without a password, as openssl pkey -in makes it)");
    }
    if (!block.find()) {
      throw new IOException(
          file + " has no private key (expected: PEM, PKCS #8, PKCS #1 or SEC 1, not encrypted)");
    }
    byte[] key = decoded(file, block.group(2));
    return block.group(1).isEmpty() ? key : pkcs8(algorithm(shown), key);
  }

  private static byte[] decoded(Path file, String base64) throws IOException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is no PEM: " + e.getMessage(), e);
    }
  }

  /** PEM, as engines read it. */
  static byte[] pem(byte[] pkcs8) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pkcs8);
    return ("-----BEGIN PRIVATE KEY-----\n" + lines + "\n-----END PRIVATE KEY-----\n")
        .getBytes(US_ASCII);
  }

  private static byte[] pkcs8(byte[] algorithm, byte[] key) {
    return der(SEQUENCE, der(INTEGER, new byte[] {0}), algorithm, der(OCTET_STRING, key));
  }

  /** The AlgorithmIdentifier, which a SubjectPublicKeyInfo begins with (RFC 5280, 4.1). */
  private static byte[] algorithm(PublicKey shown) {
    ByteBuffer info = ByteBuffer.wrap(shown.getEncoded());
    skipHeader(info);
    int start = info.position();
    int length = skipHeader(info);
    byte[] algorithm = new byte[info.position() + length - start];
    info.get(start, algorithm);
    return algorithm;
  }

  /** Behind tag and length; says the length of what follows. */
  private static int skipHeader(ByteBuffer in) {
    in.get();
    int first = in.get() & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = first & 0x7f; i > 0; i--) {
      length = (length << 8) | (in.get() & 0xff);
    }
    return length;
  }

  private static byte[] der(int tag, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else {
      int bytes = (39 - Integer.numberOfLeadingZeros(length)) / 8;
      out.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        out.write(length >> (8 * i));
      }
    }
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
