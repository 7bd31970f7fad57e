package io.tapmesh.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * The server name is found wherever the hello is cut, and nothing that lies about lengths is
 * believed.
 */
final class ClientHelloTest {

  private static final String NAME = "shop.example.org";

  /** A hello of one record. */
  static byte[] hello(String name, int padding) {
    return records(handshake(serverName(name), padding), 16_384);
  }

  private static byte[] serverName(String name) {
    byte[] text = name.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuf out = Unpooled.buffer();
    out.writeShort(text.length + 3).writeByte(0).writeShort(text.length).writeBytes(text);
    return bytes(out);
  }

  private static byte[] handshake(byte[] serverName, int padding) {
    ByteBuf extensions = Unpooled.buffer();
    extensions.writeShort(21).writeShort(padding).writeZero(padding);
    extensions.writeShort(0).writeShort(serverName.length).writeBytes(serverName);
    extensions.writeShort(43).writeShort(3).writeByte(2).writeShort(0x0304);
    ByteBuf body = Unpooled.buffer();
    body.writeShort(0x0303).writeZero(32).writeByte(32).writeZero(32);
    body.writeShort(4).writeShort(0x1301).writeShort(0x1302).writeByte(1).writeByte(0);
    body.writeShort(extensions.readableBytes()).writeBytes(extensions);
    ByteBuf out = Unpooled.buffer();
    out.writeByte(1).writeMedium(body.readableBytes()).writeBytes(body);
    return bytes(out);
  }

  /** Cut into records of at most this size. */
  private static byte[] records(byte[] handshake, int size) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < handshake.length; at += size) {
      int length = Math.min(size, handshake.length - at);
      out.writeBytes(new byte[] {22, 3, 1, (byte) (length >> 8), (byte) length});
      out.write(handshake, at, length);
    }
    return out.toByteArray();
  }

  private static byte[] bytes(ByteBuf in) {
    byte[] bytes = new byte[in.readableBytes()];
    in.readBytes(bytes);
    return bytes;
  }

  private static ClientHello read(byte[] bytes, int partLength) {
    ClientHello hello = new ClientHello();
    for (int at = 0; at < bytes.length; at += partLength) {
      hello.read(Unpooled.wrappedBuffer(bytes, at, Math.min(partLength, bytes.length - at)));
    }
    return hello;
  }

  @Test
  void nameIsFoundHoweverTheBytesAreCut() {
    byte[] bytes = hello("Shop.Example.ORG", 100);
    for (int part = 1; part <= bytes.length; part++) {
      ClientHello hello = read(bytes, part);
      assertThat(hello.serverName()).as("parts of %d", part).isEqualTo(NAME);
      assertThat(hello.isDone()).isTrue();
    }
  }

  @Test
  void nameIsFoundInAHelloOfManyRecords() {
    byte[] handshake = handshake(serverName(NAME), 2000);
    for (int size : new int[] {1, 3, 100, 1400}) {
      assertThat(read(records(handshake, size), 7).serverName()).isEqualTo(NAME);
    }
  }

  @Test
  void lengthsThatReachBeyondTheirContainerAreNotFollowed() {
    byte[] bytes = hello(NAME, 10);
    for (int i = 5; i < bytes.length; i++) {
      for (int value : new int[] {0, 1, 0x7f, 0xff}) {
        byte[] changed = bytes.clone();
        changed[i] = (byte) value;
        String name = read(changed, changed.length).serverName();
        // Whatever was changed, it is the name as it stands there, or a part of it, or none.
        assertThat(name == null || text(changed).contains(name))
            .as("byte %d = %d", i, value)
            .isTrue();
      }
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1).toLowerCase(java.util.Locale.ROOT);
  }

  @Test
  void namesThatAreNoNamesAreNotReported() {
    for (String name : new String[] {"", "a b", "a\u0000b", "a\u00e9", "a".repeat(256)}) {
      assertThat(read(hello(name, 0), 50).serverName()).isNull();
    }
  }

  @Test
  void helloBeyondTheLimitIsGivenUp() {
    ClientHello hello = read(records(handshake(serverName(NAME), 20_000), 16_000), 1000);

    assertThat(hello.isDone()).isTrue();
    assertThat(hello.serverName()).isNull();
  }

  @Test
  void cutHelloHasNoNameYet() {
    byte[] bytes = hello(NAME, 0);
    ClientHello hello = read(Arrays.copyOf(bytes, bytes.length - 1), 10);

    assertThat(hello.isDone()).isFalse();
    assertThat(hello.serverName()).isNull();
  }

  @Test
  void whatIsNoHelloIsGivenUpAtOnce() {
    assertThat(read(new byte[] {23, 3, 3, 0, 5, 1}, 1).isDone()).isTrue();
    assertThat(read(new byte[] {22, 3, 3, 0, 0, 22, 3, 3}, 1).isDone()).isTrue();
    assertThat(read(new byte[] {22, 3, 3, 0, 5, 2, 0, 0, 1}, 1).isDone()).isTrue();
  }
}
