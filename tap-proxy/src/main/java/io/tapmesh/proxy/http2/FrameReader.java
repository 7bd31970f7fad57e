package io.tapmesh.proxy.http2;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Takes a stream of bytes apart into frames, checks their form, and tells a {@link FrameSink}
 * without making objects of them. DATA is handed on as it arrives, without waiting for the rest of
 * its frame; every other frame is read when it is complete.
 */
final class FrameReader {

  private static final int PRIORITY_BYTES = 5;
  private static final int SETTING_BYTES = 6;

  private final FrameSink sink;
  private final int maxContinuations;
  private final int maxBlockBytes;

  private boolean stopped;
  private boolean inData;
  private int dataLeft;
  private int paddingLeft;

  /** The stream whose header block is not complete; 0 for none. */
  private int blockStream;

  private boolean blockEnds;
  private int continuations;
  private @Nullable ByteBuf block;

  FrameReader(FrameSink sink, Http2Limits limits) {
    this.sink = sink;
    maxContinuations = limits.maxContinuations();
    // Encoded, it can hardly be larger than decoded; a sender that pads it out is up to no good.
    maxBlockBytes = limits.maxHeaderListBytes() + Frames.MAX_PAYLOAD_BYTES;
  }

  /** Whether something has begun that a peer should complete soon. */
  boolean isWithinHead() {
    return blockStream != 0;
  }

  /** Nothing more is read, or told. */
  void stop() {
    stopped = true;
    if (block != null) {
      block.release();
      block = null;
    }
  }

  /** Reads as far as possible; what is left in the buffer is the beginning of a frame. */
  void read(ByteBuf in) throws Http2Exception {
    while (!stopped && (inData ? readData(in) : readFrame(in))) {
      // Each step says whether another may follow.
    }
  }

  private boolean readFrame(ByteBuf in) throws Http2Exception {
    if (in.readableBytes() < Frames.HEADER_BYTES) {
      return false;
    }
    int at = in.readerIndex();
    int length = in.getUnsignedMedium(at);
    int type = in.getByte(at + 3) & 0xff;
    int flags = in.getByte(at + 4);
    int streamId = in.getInt(at + 5) & Integer.MAX_VALUE;
    if (length > Frames.MAX_PAYLOAD_BYTES) {
      throw new Http2Exception(
          Http2Violation.FRAME_SIZE,
          "frame of " + length + " bytes (expected: at most " + Frames.MAX_PAYLOAD_BYTES + ")");
    }
    if (blockStream != 0 && (type != Frames.CONTINUATION || streamId != blockStream)) {
      throw Http2Exception.protocol("frame within a header block");
    }
    if (type == Frames.DATA) {
      return beginData(in, length, flags, streamId);
    }
    if (in.readableBytes() < Frames.HEADER_BYTES + length) {
      return false;
    }
    in.skipBytes(Frames.HEADER_BYTES);
    int end = in.readerIndex() + length;
    payload(in, type, flags, streamId, length);
    in.readerIndex(end);
    return true;
  }

  // ---- DATA ----

  private boolean beginData(ByteBuf in, int length, int flags, int streamId) throws Http2Exception {
    boolean padded = (flags & Frames.PADDED) != 0;
    if (in.readableBytes() < Frames.HEADER_BYTES + (padded && length > 0 ? 1 : 0)) {
      return false;
    }
    requireStream(streamId);
    in.skipBytes(Frames.HEADER_BYTES);
    dataLeft = length;
    paddingLeft = 0;
    if (padded) {
      paddingLeft = length == 0 ? length : in.readUnsignedByte();
      dataLeft = length - 1 - paddingLeft;
      if (dataLeft < 0) {
        throw Http2Exception.protocol("padding is longer than the frame");
      }
    }
    boolean end = (flags & Frames.END_STREAM) != 0;
    sink.onDataFrame(streamId, length, length - dataLeft, end);
    if (dataLeft == 0 && !end) {
      sink.onEmptyFrame();
    }
    inData = true;
    if (dataLeft == 0) {
      sink.onDataBytes(in, 0, true);
    }
    return true;
  }

  private boolean readData(ByteBuf in) throws Http2Exception {
    if (dataLeft > 0) {
      int length = Math.min(dataLeft, in.readableBytes());
      if (length == 0) {
        return false;
      }
      dataLeft -= length;
      int end = in.readerIndex() + length;
      sink.onDataBytes(in, length, dataLeft == 0);
      in.readerIndex(end);
    }
    int skipped = Math.min(paddingLeft, in.readableBytes());
    in.skipBytes(skipped);
    paddingLeft -= skipped;
    inData = dataLeft > 0 || paddingLeft > 0;
    return !inData;
  }

  // ---- the other frames ----

  private void payload(ByteBuf in, int type, int flags, int streamId, int length)
      throws Http2Exception {
    switch (type) {
      case Frames.HEADERS -> headers(in, flags, streamId, length);
      case Frames.CONTINUATION -> continuation(in, flags, streamId, length);
      case Frames.PRIORITY -> {
        requireStream(streamId);
        requireLength(length, PRIORITY_BYTES);
        if (dependency(in) == streamId) {
          sink.onSelfDependency(streamId);
        }
        sink.onPriority(streamId);
      }
      case Frames.RST_STREAM -> {
        requireStream(streamId);
        requireLength(length, 4);
        sink.onReset(streamId, in.readInt());
      }
      case Frames.SETTINGS -> settings(in, flags, streamId, length);
      case Frames.PUSH_PROMISE -> throw Http2Exception.protocol("PUSH_PROMISE, never allowed here");
      case Frames.PING -> {
        requireConnection(streamId);
        requireLength(length, 8);
        if ((flags & Frames.ACK) != 0) {
          sink.onPingAck(in.readLong());
        } else {
          sink.onPing(in.readLong());
        }
      }
      case Frames.GOAWAY -> {
        requireConnection(streamId);
        if (length < 8) {
          requireLength(length, 8);
        }
        sink.onGoAway(in.readInt() & Integer.MAX_VALUE, in.readInt());
      }
      case Frames.WINDOW_UPDATE -> {
        requireLength(length, 4);
        sink.onWindowUpdate(streamId, in.readInt() & Integer.MAX_VALUE);
      }
      default -> sink.onUnknown();
    }
  }

  private void settings(ByteBuf in, int flags, int streamId, int length) throws Http2Exception {
    requireConnection(streamId);
    if ((flags & Frames.ACK) != 0) {
      requireLength(length, 0);
      sink.onSettingsAck();
      return;
    }
    if (length % SETTING_BYTES != 0) {
      requireLength(length, length - length % SETTING_BYTES);
    }
    sink.onSettingsBegin();
    for (int i = 0; i < length; i += SETTING_BYTES) {
      sink.onSetting(in.readUnsignedShort(), in.readUnsignedInt());
    }
    sink.onSettingsEnd();
  }

  private void headers(ByteBuf in, int flags, int streamId, int length) throws Http2Exception {
    requireStream(streamId);
    int end = in.readerIndex() + length;
    boolean padded = (flags & Frames.PADDED) != 0;
    boolean prioritized = (flags & Frames.WITH_PRIORITY) != 0;
    int least = (padded ? 1 : 0) + (prioritized ? PRIORITY_BYTES : 0);
    if (length < least) {
      requireLength(length, least);
    }
    int padding = padded ? in.readUnsignedByte() : 0;
    boolean selfDependent = prioritized && dependency(in) == streamId;
    if (prioritized) {
      in.skipBytes(1);
    }
    int blockLength = end - padding - in.readerIndex();
    if (blockLength < 0) {
      throw Http2Exception.protocol("padding is longer than the frame");
    }
    boolean endsStream = (flags & Frames.END_STREAM) != 0;
    if ((flags & Frames.END_HEADERS) != 0) {
      sink.onHeaderBlock(streamId, in, blockLength, endsStream);
    } else {
      blockStream = streamId;
      blockEnds = endsStream;
      continuations = 0;
      block = in.alloc().buffer(2 * blockLength + Frames.HEADER_BYTES);
      block.writeBytes(in, blockLength);
    }
    if (selfDependent) {
      sink.onSelfDependency(streamId);
    }
  }

  private void continuation(ByteBuf in, int flags, int streamId, int length) throws Http2Exception {
    ByteBuf so = block;
    if (blockStream == 0 || so == null) {
      throw Http2Exception.protocol("CONTINUATION without a header block");
    }
    boolean complete = (flags & Frames.END_HEADERS) != 0;
    if (length == 0 && !complete) {
      sink.onEmptyFrame();
    }
    if (++continuations > maxContinuations || so.readableBytes() + length > maxBlockBytes) {
      throw new Http2Exception(
          Http2Violation.CONTINUATION_FLOOD,
          "header block of more than %d CONTINUATION frames or %d bytes"
              .formatted(maxContinuations, maxBlockBytes));
    }
    so.writeBytes(in, length);
    if (complete) {
      blockStream = 0;
      block = null;
      try {
        sink.onHeaderBlock(streamId, so, so.readableBytes(), blockEnds);
      } finally {
        so.release();
      }
    }
  }

  private static int dependency(ByteBuf in) {
    return in.readInt() & Integer.MAX_VALUE;
  }

  private static void requireStream(int streamId) throws Http2Exception {
    if (streamId == 0) {
      throw Http2Exception.protocol("frame of a stream on stream 0");
    }
  }

  private static void requireConnection(int streamId) throws Http2Exception {
    if (streamId != 0) {
      throw Http2Exception.protocol("frame of the connection on stream " + streamId);
    }
  }

  private static void requireLength(int length, int expected) throws Http2Exception {
    if (length != expected) {
      throw new Http2Exception(
          Http2Violation.FRAME_SIZE,
          "payload of %d bytes (expected: %d)".formatted(length, expected));
    }
  }
}
