package io.tapmesh.proxy.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/**
 * Percent-encodes service names, so that any name fits into a value of {@code tracestate}, which
 * knows neither commas, nor equals signs, nor anything beyond ASCII.
 */
public final class ServiceNameCodec {

  private static final String PLAIN = "-._~/";
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  /**
   * A claimed name longer than this is no name: the limit bounds what a stranger can make us keep.
   */
  private static final int MAX_ENCODED = 256;

  private ServiceNameCodec() {}

  /** Never empty for a name that is not. */
  public static String encode(String name) {
    StringBuilder encoded = new StringBuilder(name.length());
    for (byte b : name.getBytes(UTF_8)) {
      if (isPlain(b)) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HEX[b >> 4 & 0xf]).append(HEX[b & 0xf]);
      }
    }
    return encoded.toString();
  }

  /** The name, or null if this is not what {@link #encode} writes. */
  static @Nullable String decode(String encoded) {
    if (encoded.isEmpty() || encoded.length() > MAX_ENCODED) {
      return null;
    }
    byte[] bytes = new byte[encoded.length()];
    int length = 0;
    int i = 0;
    while (i < encoded.length()) {
      char c = encoded.charAt(i++);
      if (c == '%') {
        int high = i + 1 < encoded.length() ? Character.digit(encoded.charAt(i), 16) : -1;
        int low = i + 1 < encoded.length() ? Character.digit(encoded.charAt(i + 1), 16) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        bytes[length++] = (byte) (high << 4 | low);
        i += 2;
      } else if (c < 128 && isPlain((byte) c)) {
        bytes[length++] = (byte) c;
      } else {
        return null;
      }
    }
    try {
      String name = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
      return name.chars().anyMatch(Character::isISOControl) ? null : name;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static boolean isPlain(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || (b > 0 && PLAIN.indexOf(b) >= 0);
  }
}
