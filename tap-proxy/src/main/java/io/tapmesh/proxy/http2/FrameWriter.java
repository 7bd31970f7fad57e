package io.tapmesh.proxy.http2;

import io.netty.buffer.ByteBuf;

/** Writes frames. */
final class FrameWriter {

  private FrameWriter() {}

  static void header(ByteBuf out, int length, int type, int flags, int streamId) {
    out.writeMedium(length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(streamId);
  }

  static void setting(ByteBuf out, int id, int value) {
    out.writeShort(id);
    out.writeInt(value);
  }

  static void ping(ByteBuf out, long data, boolean ack) {
    header(out, 8, Frames.PING, ack ? Frames.ACK : 0, 0);
    out.writeLong(data);
  }

  static void reset(ByteBuf out, int streamId, int code) {
    header(out, 4, Frames.RST_STREAM, 0, streamId);
    out.writeInt(code);
  }

  static void windowUpdate(ByteBuf out, int streamId, int increment) {
    header(out, 4, Frames.WINDOW_UPDATE, 0, streamId);
    out.writeInt(increment);
  }

  static void goAway(ByteBuf out, int lastStreamId, int code, byte[] debug) {
    header(out, 8 + debug.length, Frames.GOAWAY, 0, 0);
    out.writeInt(lastStreamId);
    out.writeInt(code);
    out.writeBytes(debug);
  }

  /**
   * Makes frames of a header block that was written behind room for one frame header.
   *
   * @param start where that room begins
   * @param maxPayload what the peer takes in one frame
   */
  static void finishHeaders(ByteBuf out, int start, int streamId, boolean end, int maxPayload) {
    int length = out.writerIndex() - start - Frames.HEADER_BYTES;
    int first = Math.min(length, maxPayload);
    int flags = (end ? Frames.END_STREAM : 0) | (first == length ? Frames.END_HEADERS : 0);
    setHeader(out, start, first, Frames.HEADERS, flags, streamId);
    if (first < length) {
      continuations(out, start + Frames.HEADER_BYTES + first, length - first, streamId, maxPayload);
    }
  }

  /** Rare and costly: the rest of the block moves, to make room for the headers between. */
  private static void continuations(
      ByteBuf out, int start, int length, int streamId, int maxPayload) {
    byte[] rest = new byte[length];
    out.getBytes(start, rest);
    out.writerIndex(start);
    for (int from = 0; from < length; from += maxPayload) {
      int size = Math.min(maxPayload, length - from);
      int flags = from + size == length ? Frames.END_HEADERS : 0;
      header(out, size, Frames.CONTINUATION, flags, streamId);
      out.writeBytes(rest, from, size);
    }
  }

  private static void setHeader(
      ByteBuf out, int at, int length, int type, int flags, int streamId) {
    out.setMedium(at, length);
    out.setByte(at + 3, type);
    out.setByte(at + 4, flags);
    out.setInt(at + 5, streamId);
  }
}
