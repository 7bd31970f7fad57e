package io.tapmesh.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.tapmesh.proxy.http2.hpack.HeaderList;
import io.tapmesh.proxy.http2.hpack.HpackDecoder;
import io.tapmesh.proxy.http2.hpack.HpackException;
import org.jspecify.annotations.Nullable;

/** What the frames of a peer mean to a connection and its streams. */
final class Incoming extends FrameSink {

  private final Http2Connection connection;
  private final FloodGuard guard;
  private final HpackDecoder decoder = new HpackDecoder(HpackDecoder.DEFAULT_TABLE_BYTES);

  private boolean settingsReceived;

  /** The stream that the current DATA frame is for; null if its data is thrown away. */
  private @Nullable Stream dataStream;

  private boolean dataEnds;

  Incoming(Http2Connection connection, FloodGuard guard) {
    this.connection = connection;
    this.guard = guard;
  }

  boolean hasSettings() {
    return settingsReceived;
  }

  /** A stream is over: the rest of its data is thrown away. */
  void forget(Stream stream) {
    if (dataStream == stream) {
      dataStream = null;
    }
  }

  /** The first frame has to be SETTINGS (RFC 9113, 3.4). */
  private void requireSettings() throws Http2Exception {
    if (!settingsReceived) {
      throw Http2Exception.protocol("a frame before SETTINGS");
    }
  }

  @Override
  void onDataFrame(int streamId, int flowBytes, int paddingBytes, boolean end)
      throws Http2Exception {
    requireSettings();
    connection.window().received(flowBytes);
    Stream stream = connection.stream(streamId);
    dataStream = null;
    dataEnds = end;
    if (stream != null) {
      if (stream.receiveFrame(flowBytes, paddingBytes)) {
        dataStream = stream;
      }
    } else {
      onClosedStream(streamId, "DATA");
    }
  }

  /** What was under way when we reset a stream is ignored; anything else is an error. */
  private void onClosedStream(int streamId, String frame) throws Http2Exception {
    if (connection.isIdle(streamId)) {
      throw Http2Exception.protocol(frame + " on a stream that is not open");
    }
    if (!connection.resetStreams().contains(streamId)) {
      connection.violated(Http2Violation.STREAM_CLOSED);
      connection.writeReset(streamId, ErrorCode.STREAM_CLOSED.code());
    }
  }

  @Override
  void onDataBytes(ByteBuf in, int length, boolean isLast) {
    Stream stream = dataStream;
    if (stream != null) {
      stream.receiveData(in, length, isLast && dataEnds);
    }
  }

  @Override
  void onHeaderBlock(int streamId, ByteBuf block, int length, boolean end) throws Http2Exception {
    requireSettings();
    HeaderList head = connection.heads().decoded;
    head.clear();
    try {
      decoder.decode(block, length, connection.limits().maxHeaderListBytes(), head);
    } catch (HpackException e) {
      throw new Http2Exception(Http2Violation.COMPRESSION, String.valueOf(e.getMessage()));
    }
    Stream stream = connection.stream(streamId);
    if (stream == null) {
      stream =
          connection.resetStreams().contains(streamId)
              ? null
              : connection.headOnUnknown(streamId, end);
    }
    if (stream != null) {
      stream.receiveHeaders(head, end);
    }
  }

  @Override
  void onSelfDependency(int streamId) {
    Stream stream = connection.stream(streamId);
    if (stream != null) {
      stream.violate(Http2Violation.PROTOCOL, "a stream that depends on itself");
    } else {
      connection.violated(Http2Violation.PROTOCOL);
      connection.writeReset(streamId, ErrorCode.PROTOCOL_ERROR.code());
    }
  }

  @Override
  void onPriority(int streamId) throws Http2Exception {
    requireSettings();
    guard.count(FloodGuard.Kind.PRIORITY);
  }

  @Override
  void onReset(int streamId, int code) throws Http2Exception {
    requireSettings();
    if (connection.isIdle(streamId)) {
      throw Http2Exception.protocol("RST_STREAM on a stream that is not open");
    }
    Stream stream = connection.stream(streamId);
    if (stream != null) {
      guard.count(FloodGuard.Kind.RESET);
      stream.receiveReset(code);
    }
  }

  @Override
  void onSettingsBegin() throws Http2Exception {
    settingsReceived = true;
    guard.count(FloodGuard.Kind.SETTINGS);
  }

  @Override
  void onSetting(int id, long value) throws Http2Exception {
    PeerSettings peer = connection.peer();
    int windowBefore = peer.streamWindow();
    peer.set(id, value);
    int difference = peer.streamWindow() - windowBefore;
    if (difference != 0) {
      connection.enlargeStreamWindows(difference);
    }
  }

  @Override
  void onSettingsEnd() {
    connection.acknowledgeSettings();
  }

  @Override
  void onSettingsAck() throws Http2Exception {
    requireSettings();
    decoder.settingsAcknowledged();
  }

  @Override
  void onPing(long data) throws Http2Exception {
    requireSettings();
    guard.count(FloodGuard.Kind.PING);
    connection.acknowledgePing(data);
  }

  @Override
  void onPingAck(long data) throws Http2Exception {
    // We send none, so one that comes is of no use.
    guard.count(FloodGuard.Kind.PING);
  }

  @Override
  void onGoAway(int lastStreamId, int code) throws Http2Exception {
    requireSettings();
    connection.goingAway(lastStreamId);
  }

  @Override
  void onWindowUpdate(int streamId, int increment) throws Http2Exception {
    requireSettings();
    guard.count(FloodGuard.Kind.WINDOW_UPDATE);
    if (streamId == 0) {
      if (increment == 0) {
        throw Http2Exception.protocol("WINDOW_UPDATE of 0");
      }
      if (!connection.sending().enlargeWindow(increment)) {
        throw new Http2Exception(Http2Violation.FLOW_CONTROL, "a window beyond 2^31 - 1");
      }
      return;
    }
    Stream stream = connection.stream(streamId);
    if (stream == null) {
      if (connection.isIdle(streamId)) {
        throw Http2Exception.protocol("WINDOW_UPDATE on a stream that is not open");
      }
    } else if (increment == 0) {
      stream.violate(Http2Violation.PROTOCOL, "WINDOW_UPDATE of 0");
    } else if (!stream.enlargeSendWindow(increment)) {
      stream.violate(Http2Violation.FLOW_CONTROL, "a window beyond 2^31 - 1");
    }
  }

  @Override
  void onEmptyFrame() throws Http2Exception {
    guard.count(FloodGuard.Kind.EMPTY_FRAME);
  }

  @Override
  void onUnknown() throws Http2Exception {
    requireSettings();
    guard.count(FloodGuard.Kind.PRIORITY);
  }
}
