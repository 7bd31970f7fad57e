package io.tapmesh.proxy.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * First bytes of connections from strangers: what protocol they are, and the server name if they
 * are TLS.
 */
final class FirstBytesFuzzTest {

  private static final FirstBytes.Verdict HELD = FirstBytes.Verdict.HELD;
  private static final Set<FirstBytes.Verdict> OPEN = Set.of(FirstBytes.Verdict.UNDECIDED, HELD);

  private static final Pattern REQUEST =
      Pattern.compile(
          "[ \\t\\x0b\\f\\r\\n]*(?:GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH)"
              + "[ \\t\\x0b\\f\\r\\x1c-\\x1f\\x85\\xa0][^\\n]*?"
              + "[ \\t\\x0b\\f\\r\\x1c-\\x1f\\x85\\xa0](?i:HTTP)/");

  @FuzzTest
  void bytes(byte[] data) {
    checkVerdicts(data);
    ClientHello atOnce = hello(data, Math.max(1, data.length));
    ClientHello byteByByte = hello(data, 1);
    ClientHello inParts = hello(data, data.length == 0 ? 1 : 1 + (data[0] & 0x1f));

    assertThat(byteByByte.serverName()).isEqualTo(atOnce.serverName());
    assertThat(inParts.serverName()).isEqualTo(atOnce.serverName());
    assertThat(byteByByte.isDone()).isEqualTo(atOnce.isDone());
    if (atOnce.serverName() != null) {
      assertThat(atOnce.isDone()).isTrue();
      assertThat(atOnce.serverName()).matches("[!-~]{1,255}").doesNotMatch(".*[A-Z].*");
    }
  }

  private static ClientHello hello(byte[] data, int partLength) {
    ClientHello hello = new ClientHello();
    for (int at = 0; at < data.length && !hello.isDone(); at += partLength) {
      ByteBuf part = Unpooled.wrappedBuffer(data, at, Math.min(partLength, data.length - at));
      int readable = part.readableBytes();
      hello.read(part);
      assertThat(part.readableBytes()).isEqualTo(readable);
    }
    return hello;
  }

  /** A verdict is one on all that may follow, and it comes after so many bytes. */
  private static void checkVerdicts(byte[] data) {
    boolean request = isRequestToSomebody(data);
    FirstBytes.Verdict verdict = FirstBytes.Verdict.UNDECIDED;
    int end = Math.min(data.length, FirstBytes.LIMIT + 8);
    for (int length = 0; length <= end; length++) {
      ByteBuf in = Unpooled.wrappedBuffer(data, 0, length);
      FirstBytes.Verdict now = FirstBytes.of(in);
      if (!OPEN.contains(verdict)) {
        assertThat(now).as("after %s bytes", length).isEqualTo(verdict);
      }
      verdict = now;
      assertThat(FirstBytes.atEnd(in)).isNotIn(OPEN);
      if (!OPEN.contains(now)) {
        assertThat(FirstBytes.atEnd(in)).isEqualTo(now);
      }
      if (request && length > 0) {
        assertThat(now).as("after %s bytes", length).isIn(HELD, FirstBytes.Verdict.HTTP1);
      }
      checkStrict(in, now);
      assertThat(in.readableBytes()).isEqualTo(length);
    }
    if (end >= FirstBytes.LIMIT) {
      assertThat(verdict).isNotIn(OPEN);
    }
  }

  /** Where only HTTP is served, the same is HTTP, and nothing else passes. */
  private static void checkStrict(ByteBuf in, FirstBytes.Verdict now) {
    FirstBytes.Verdict strict = FirstBytes.ofHttp(in);
    if (in.readableBytes() < FirstBytes.LIMIT) {
      assertThat(strict).isEqualTo(now == FirstBytes.Verdict.TLS ? FirstBytes.Verdict.TCP : now);
    } else {
      assertThat(strict).isNotIn(OPEN).isNotEqualTo(FirstBytes.Verdict.TLS);
    }
  }

  /** The rule once more: a first line that a server as lenient as RFC 9112 allows would take. */
  private static boolean isRequestToSomebody(byte[] data) {
    Matcher found = REQUEST.matcher(new String(data, ISO_8859_1));
    return found.lookingAt() && found.end() <= FirstBytes.LIMIT;
  }
}
