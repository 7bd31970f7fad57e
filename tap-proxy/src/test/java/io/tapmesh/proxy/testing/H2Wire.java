package io.tapmesh.proxy.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.function.IntFunction;

/** HTTP/2 on a plain socket, frame by frame, for what no library would send. */
@SuppressWarnings("MutablePublicArray") // Tests do not change them.
public final class H2Wire implements AutoCloseable {

  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PUSH_PROMISE = 5;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;

  public static final int END_STREAM = 1;
  public static final int END_HEADERS = 4;

  /** {@code GET http://a/}, by the static table. */
  public static final byte[] GET = {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 1, 'a'};

  /** {@code POST http://a/}. */
  public static final byte[] POST = {(byte) 0x83, (byte) 0x86, (byte) 0x84, 0x41, 1, 'a'};

  /** {@code :status 200}. */
  public static final byte[] OK = {(byte) 0x88};

  private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1);

  private final Wire wire;
  private final DataInputStream in;

  /**
   * A frame that has come.
   *
   * @param payload as it is on the wire
   */
  @SuppressWarnings("ArrayRecordComponent") // None is compared.
  public record Frame(int type, int flags, int stream, byte[] payload) {

    /** The number that its payload has at an index. */
    public int number(int index) {
      int number = 0;
      for (int i = index; i < index + 4; i++) {
        number = (number << 8) | (payload[i] & 0xff);
      }
      return number;
    }
  }

  public H2Wire(Wire wire) {
    this.wire = wire;
    this.in = new DataInputStream(wire.in());
  }

  /** As a client, whose preface and settings are sent. */
  public static H2Wire client(Wire wire) throws IOException {
    return new H2Wire(wire).send(PREFACE).send(frame(SETTINGS, 0, 0));
  }

  public static byte[] frame(int type, int flags, int stream, byte... payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(payload.length >> 16);
    out.write(payload.length >> 8);
    out.write(payload.length);
    out.write(type);
    out.write(flags);
    out.writeBytes(number(stream));
    out.writeBytes(payload);
    return out.toByteArray();
  }

  public static byte[] number(int number) {
    return new byte[] {
      (byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number
    };
  }

  public static byte[] get(int stream) {
    return frame(HEADERS, END_STREAM | END_HEADERS, stream, GET);
  }

  public static byte[] post(int stream) {
    return frame(HEADERS, END_HEADERS, stream, POST);
  }

  /** Several of them, one after the other. */
  public static byte[] times(int count, IntFunction<byte[]> each) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      out.writeBytes(each.apply(i));
    }
    return out.toByteArray();
  }

  public static byte[] join(byte[]... parts) {
    return times(parts.length, i -> parts[i]);
  }

  public H2Wire send(byte[]... frames) throws IOException {
    wire.send(join(frames));
    return this;
  }

  /** Throws the client's preface away, for servers. */
  public H2Wire skipPreface() throws IOException {
    in.readFully(new byte[PREFACE.length]);
    return this;
  }

  /** The next frame; waits for it. */
  public Frame read() throws IOException {
    int length = (in.readUnsignedShort() << 8) | in.readUnsignedByte();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    byte[] payload = new byte[length];
    in.readFully(payload);
    return new Frame(type, flags, stream, payload);
  }

  /** The next frame of a type; those before it are thrown away. */
  public Frame read(int type) throws IOException {
    while (true) {
      Frame frame = read();
      if (frame.type == type) {
        return frame;
      }
    }
  }

  /** Whether the other side has ended in an orderly way, after whatever it sends before. */
  public boolean ends() throws IOException {
    try {
      while (true) {
        read();
      }
    } catch (EOFException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
