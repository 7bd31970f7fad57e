package io.tapmesh.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/**
 * Bodies from strangers, chunked or not. The first byte chooses the head, the second into what
 * parts the rest is cut.
 */
final class BodyFuzzTest {

  private static final int MAX_LINE_BYTES = 64;

  private static final String[] HEADS = {
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 200 OK\r\n\r\n",
  };

  /** What became of it: how far the body went, and how many bytes of content that were. */
  private record Outcome(boolean broken, boolean done, int length, long bodyBytes) {

    /** Of what breaks, more or less may have been passed on before. */
    Outcome comparable() {
      return broken ? new Outcome(true, false, 0, 0) : this;
    }
  }

  @FuzzTest
  void bodies(byte[] data) {
    if (data.length < 2) {
      return;
    }
    // Three of four are chunked: the others have little to find.
    int kind = Math.max(0, (data[0] & 0xf) - 12);
    byte[] text = Arrays.copyOfRange(data, 2, data.length);
    Outcome atOnce = read(kind, text, Math.max(1, text.length));
    Outcome inParts = read(kind, text, 1 + (data[1] & 0x1f));

    assertThat(inParts.comparable()).isEqualTo(atOnce.comparable());
    assertThat(inParts.bodyBytes).isLessThanOrEqualTo(text.length);
    if (kind == 0) {
      assertThat(atOnce.comparable()).isEqualTo(reference(text));
    } else {
      assertThat(atOnce.broken).isFalse();
    }
  }

  private static Outcome read(int kind, byte[] text, int partLength) {
    Head head = HEADS[kind].startsWith("HTTP") ? new ResponseHead() : new RequestHead();
    HeadReader heads = new HeadReader(new HeadLimits(1024, 1024, 10));
    ByteBuf start = Unpooled.copiedBuffer(HEADS[kind], ISO_8859_1);
    assertThat(heads.read(start, head)).isEqualTo(HeadReader.Result.COMPLETE);
    BodyReader body = new BodyReader(MAX_LINE_BYTES);
    body.start(head);
    int at = 0;
    while (at < text.length && !body.isDone()) {
      int part = Math.min(partLength, text.length - at);
      ByteBuf in = Unpooled.wrappedBuffer(text, at, part);
      int taken = body.scan(in);
      if (taken < 0) {
        assertThat(body.violation()).isNotNull();
        return new Outcome(true, false, at, body.bodyBytes());
      }
      assertThat(taken).isBetween(body.isDone() ? 0 : part, part);
      assertThat(in.readableBytes()).isEqualTo(part);
      at += taken;
    }
    return new Outcome(false, body.isDone(), at, body.bodyBytes());
  }

  /** The rules once more, written down as plainly as possible. */
  private static Outcome reference(byte[] bytes) {
    String text = new String(bytes, ISO_8859_1);
    Outcome broken = new Outcome(true, false, 0, 0);
    int at = 0;
    long body = 0;
    long padding = 0;
    while (true) {
      int lineEnd = text.indexOf("\r\n", at);
      String line = lineEnd < 0 ? text.substring(at) : text.substring(at, lineEnd);
      padding += padding(line);
      if (!isBeginning(line, lineEnd >= 0) || padding > MAX_LINE_BYTES + body) {
        return broken;
      }
      if (lineEnd < 0) {
        return new Outcome(false, false, bytes.length, body);
      }
      at = lineEnd + 2;
      long size = Long.parseLong(line.split(";", 2)[0], 16);
      if (size == 0) {
        return trailers(text, at, body);
      }
      if (size > text.length() - at) {
        return new Outcome(false, false, bytes.length, body + text.length() - at);
      }
      body += size;
      at += (int) size;
      if (!"\r\n".startsWith(text.substring(at, Math.min(at + 2, text.length())))) {
        return broken;
      }
      if (text.length() - at < 2) {
        return new Outcome(false, false, bytes.length, body);
      }
      at += 2;
    }
  }

  /** Leading zeros but for the first, and the extension. */
  private static int padding(String line) {
    String[] parts = line.split(";", 2);
    String zeros = parts[0].replaceFirst("[^0].*", "");
    String extension = parts.length < 2 ? "" : parts[1].replaceFirst("\r$", "");
    return Math.max(0, zeros.length() - 1) + extension.length();
  }

  /** Whether this is the line of a chunk, or may still become one. */
  private static boolean isBeginning(String line, boolean whole) {
    String size = "[0-9a-fA-F]{1,15}";
    String extension = ";[\t -~\u0080-\u00ff]{0," + MAX_LINE_BYTES + "}";
    return line.matches(size + "(" + extension + ")?")
        || (!whole && (line.isEmpty() || line.matches(size + "(" + extension + ")?\r")));
  }

  private static Outcome trailers(String text, int start, long body) {
    Outcome broken = new Outcome(true, false, 0, 0);
    int at = start;
    while (true) {
      int lineEnd = text.indexOf("\r\n", at);
      int end = lineEnd < 0 ? text.length() : lineEnd + 2;
      // Of the empty line at the end only the first byte counts.
      if ((lineEnd == at ? at + 1 : end) - start > MAX_LINE_BYTES) {
        return broken;
      }
      if (lineEnd < 0) {
        String token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
        boolean may = text.substring(at).matches("|\r|" + token + "(:[\t -~\u0080-\u00ff]*\r?)?");
        may &= !isForbidden(text.substring(at));
        return may ? new Outcome(false, false, text.length(), body) : broken;
      }
      if (lineEnd == at) {
        return new Outcome(false, true, end, body);
      }
      String line = text.substring(at, lineEnd);
      if (!line.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~\u0080-\u00ff]*") || isForbidden(line)) {
        return broken;
      }
      at = end;
    }
  }

  private static boolean isForbidden(String trailer) {
    return trailer.matches("(?is)(content-length|transfer-encoding|host):.*");
  }
}
