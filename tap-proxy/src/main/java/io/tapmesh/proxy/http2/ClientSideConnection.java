package io.tapmesh.proxy.http2;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A connection to an upstream, seen from the client's side. */
public final class ClientSideConnection extends Http2Connection {

  private static final int SETTINGS = 3;

  private int nextStreamId = 1;
  private boolean goingAway;

  public ClientSideConnection(
      Http2Limits limits, HeadScratch heads, FlushQueue flushes, Http2Events events) {
    super(limits, heads, flushes, events);
  }

  /** Whether another stream may be opened now. */
  public boolean hasRoom() {
    return !goingAway && !hasFailed() && nextStreamId > 0 && streamCount() < peer().maxStreams();
  }

  /** Whether there will never be another stream. */
  public boolean isGoingAway() {
    return goingAway || nextStreamId < 0;
  }

  int nextStreamId() {
    int id = nextStreamId;
    nextStreamId += 2;
    return id;
  }

  @Override
  void writePrefaceAndSettings(ByteBuf out) {
    Frames.writePreface(out);
    FrameWriter.header(out, SETTINGS * 6, Frames.SETTINGS, 0, 0);
    FrameWriter.setting(out, PeerSettings.ENABLE_PUSH, 0);
    FrameWriter.setting(out, PeerSettings.INITIAL_WINDOW_SIZE, limits().streamWindowBytes());
    FrameWriter.setting(out, PeerSettings.MAX_HEADER_LIST_SIZE, limits().maxHeaderListBytes());
  }

  @Override
  @Nullable Stream headOnUnknown(int streamId, boolean end) throws Http2Exception {
    if (isIdle(streamId)) {
      throw Http2Exception.protocol("HEADERS on a stream that is not open");
    }
    throw new Http2Exception(Http2Violation.STREAM_CLOSED, "HEADERS on a closed stream");
  }

  @Override
  boolean isIdle(int streamId) {
    return (streamId & 1) == 0 || (nextStreamId > 0 && streamId >= nextStreamId);
  }

  @Override
  int lastPeerStream() {
    return 0;
  }

  @Override
  void peerSettingsChanged() {
    events().onRoom();
  }

  @Override
  void goingAway(int last) {
    goingAway = true;
    super.goingAway(last);
    for (Stream stream : streams()) {
      if (stream.id() > last && stream instanceof OutgoingStream unprocessed) {
        unprocessed.refused();
      }
    }
  }
}
