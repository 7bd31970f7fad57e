package io.tapmesh.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * First bytes of connections from strangers: what protocol they are, and the server name if they
 * are TLS.
 */
final class FirstBytesFuzzTest {

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
    FirstBytes.Verdict verdict = FirstBytes.Verdict.UNDECIDED;
    int end = Math.min(data.length, FirstBytes.LIMIT + 8);
    for (int length = 0; length <= end; length++) {
      ByteBuf in = Unpooled.wrappedBuffer(data, 0, length);
      FirstBytes.Verdict now = FirstBytes.of(in);
      if (verdict != FirstBytes.Verdict.UNDECIDED) {
        assertThat(now).as("after %s bytes", length).isEqualTo(verdict);
      }
      verdict = now;
      assertThat(FirstBytes.atLast(in)).isNotEqualTo(FirstBytes.Verdict.UNDECIDED);
      if (now != FirstBytes.Verdict.UNDECIDED) {
        assertThat(FirstBytes.atLast(in)).isEqualTo(now);
      }
      assertThat(in.readableBytes()).isEqualTo(length);
    }
    if (end >= FirstBytes.LIMIT) {
      assertThat(verdict).isNotEqualTo(FirstBytes.Verdict.UNDECIDED);
    }
  }
}
