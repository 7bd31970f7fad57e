package io.tapmesh.proxy.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the server name in a TLS client's hello (RFC 8446, 4.1.2; RFC 6066, 3) while its bytes pass
 * by; holds none of them up. A hello may be spread over many reads and records.
 *
 * <p>Nothing is allocated for what the client only announces: the hello is gathered as it comes, up
 * to {@link #MAX_BYTES}, and every length is checked against what is there.
 */
final class ClientHello {

  /** Beyond this a hello is not looked at; those with post-quantum keys have some 2 KiB. */
  static final int MAX_BYTES = 16 << 10;

  private static final int RECORD_HEADER = 5;
  private static final int HANDSHAKE_HEADER = 4;
  private static final int FIXED_PART = 2 + 32;
  private static final int SERVER_NAME = 0;
  private static final int HOST_NAME = 0;
  private static final int MAX_NAME = 255;

  private byte[] hello = new byte[512];
  private int size;
  private final byte[] header = new byte[RECORD_HEADER];
  private int headerBytes;
  private int recordLeft;
  private int expected = -1;
  private boolean done;
  private @Nullable String serverName;

  /** Whether there is nothing more to be learned. */
  boolean isDone() {
    return done;
  }

  /** The name, in lower case; null if there is none, or none that is valid, or not yet. */
  @Nullable String serverName() {
    return serverName;
  }

  /** Looks at more bytes of the client; consumes none. */
  void read(ByteBuf in) {
    int at = in.readerIndex();
    int end = in.writerIndex();
    while (!done && at < end) {
      if (recordLeft == 0) {
        header[headerBytes++] = in.getByte(at++);
        if (headerBytes == RECORD_HEADER) {
          beginRecord();
        }
      } else {
        int length = Math.min(recordLeft, end - at);
        gather(in, at, length);
        at += length;
        recordLeft -= length;
      }
    }
  }

  private void beginRecord() {
    headerBytes = 0;
    recordLeft = (header[3] & 0xff) << 8 | (header[4] & 0xff);
    // Empty records could go on for ever.
    done = header[0] != 22 || recordLeft == 0;
  }

  private void gather(ByteBuf in, int at, int length) {
    if (size + length > MAX_BYTES) {
      done = true;
      return;
    }
    if (size + length > hello.length) {
      hello = java.util.Arrays.copyOf(hello, Math.max(size + length, 2 * hello.length));
    }
    in.getBytes(at, hello, size, length);
    size += length;
    if (expected < 0 && size >= HANDSHAKE_HEADER) {
      expected = HANDSHAKE_HEADER + (number(1) << 16 | number(2) << 8 | number(3));
      done = hello[0] != 1 || expected > MAX_BYTES;
    }
    if (!done && expected >= 0 && size >= expected) {
      done = true;
      parse();
    }
  }

  private int number(int at) {
    return hello[at] & 0xff;
  }

  private int number2(int at) {
    return number(at) << 8 | number(at + 1);
  }

  /** Walks over session id, cipher suites and compression to the extensions. */
  private void parse() {
    int at = HANDSHAKE_HEADER + FIXED_PART;
    for (int lengthBytes : new int[] {1, 2, 1}) {
      if (at + lengthBytes > expected) {
        return;
      }
      at += lengthBytes + (lengthBytes == 1 ? number(at) : number2(at));
    }
    if (at + 2 > expected) {
      return;
    }
    int end = at + 2 + number2(at);
    at += 2;
    while (end <= expected && at + 4 <= end) {
      int length = number2(at + 2);
      if (number2(at) == SERVER_NAME && at + 4 + length <= end) {
        parseNames(at + 4, length);
        return;
      }
      at += 4 + length;
    }
  }

  private void parseNames(int at, int length) {
    if (length < 5 || number2(at) != length - 2 || number(at + 2) != HOST_NAME) {
      return;
    }
    int nameLength = number2(at + 3);
    if (nameLength == 0 || nameLength > MAX_NAME || nameLength + 5 > length) {
      return;
    }
    for (int i = 0; i < nameLength; i++) {
      int c = number(at + 5 + i);
      if (c <= ' ' || c > '~') {
        return;
      }
    }
    serverName = new String(hello, at + 5, nameLength, US_ASCII).toLowerCase(Locale.ROOT);
  }
}
