package io.tapmesh.proxy.http2;

import io.netty.buffer.ByteBuf;

/**
 * What a {@link FrameReader} tells about frames. Their form has been checked; whether they may be
 * there at all has not. Buffers are only valid during the call.
 */
abstract class FrameSink {

  /**
   * A DATA frame begins.
   *
   * @param flowBytes that count for the windows, padding included
   */
  abstract void onDataFrame(int streamId, int flowBytes, int paddingBytes, boolean end)
      throws Http2Exception;

  /** The next {@code length} bytes of the frame's data; they have to be consumed. */
  abstract void onDataBytes(ByteBuf in, int length, boolean isLast) throws Http2Exception;

  /** A whole header block: {@code length} bytes; they need not be consumed. */
  abstract void onHeaderBlock(int streamId, ByteBuf block, int length, boolean end)
      throws Http2Exception;

  /** A stream is said to depend on itself. */
  abstract void onSelfDependency(int streamId) throws Http2Exception;

  abstract void onPriority(int streamId) throws Http2Exception;

  abstract void onReset(int streamId, int code) throws Http2Exception;

  abstract void onSettingsBegin() throws Http2Exception;

  abstract void onSetting(int id, long value) throws Http2Exception;

  abstract void onSettingsEnd() throws Http2Exception;

  abstract void onSettingsAck() throws Http2Exception;

  abstract void onPing(long data) throws Http2Exception;

  abstract void onPingAck(long data) throws Http2Exception;

  abstract void onGoAway(int lastStreamId, int code) throws Http2Exception;

  /** {@code streamId} 0 stands for the connection; the increment may be 0. */
  abstract void onWindowUpdate(int streamId, int increment) throws Http2Exception;

  abstract void onEmptyFrame() throws Http2Exception;

  /** A frame of an unknown type, which is to be ignored. */
  abstract void onUnknown() throws Http2Exception;
}
