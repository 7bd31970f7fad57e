package io.tapmesh.proxy.http2;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A client's connection, seen from the server's side. */
public abstract class ServerSideConnection extends Http2Connection {

  private static final int SETTINGS = 3;

  private int lastStreamId;
  private int prefaceLeft = Frames.PREFACE_BYTES;
  private boolean refusing;

  protected ServerSideConnection(
      Http2Limits limits, HeadScratch heads, FlushQueue flushes, Http2Events events) {
    super(limits, heads, flushes, events);
  }

  /** A client opens a stream. */
  protected abstract IncomingStream open(int streamId);

  /**
   * Reads the preface, which every connection has to begin with.
   *
   * @return false as long as it is not complete, or if something else came, which ends it all
   */
  public final boolean receivePreface(ByteBuf in) {
    if (prefaceLeft == 0) {
      return true;
    }
    if (!Frames.startsLikePreface(in)) {
      prefaceLeft = 0;
      fail(Http2Violation.PROTOCOL, "not the preface of HTTP/2");
      return false;
    }
    if (in.readableBytes() < Frames.PREFACE_BYTES) {
      return false;
    }
    in.skipBytes(Frames.PREFACE_BYTES);
    prefaceLeft = 0;
    return true;
  }

  /** From now on new streams are refused, so that the client takes them elsewhere. */
  public final void refuseStreams() {
    refusing = true;
    goAway(lastStreamId);
  }

  /** Says that new streams had better go elsewhere; those that are under way are still served. */
  public final void announceEnd() {
    goAway(Frames.MAX_STREAM_ID);
  }

  @Override
  final void writePrefaceAndSettings(ByteBuf out) {
    FrameWriter.header(out, SETTINGS * 6, Frames.SETTINGS, 0, 0);
    FrameWriter.setting(out, PeerSettings.MAX_CONCURRENT_STREAMS, limits().maxStreams());
    FrameWriter.setting(out, PeerSettings.INITIAL_WINDOW_SIZE, limits().streamWindowBytes());
    FrameWriter.setting(out, PeerSettings.MAX_HEADER_LIST_SIZE, limits().maxHeaderListBytes());
  }

  @Override
  final @Nullable Stream headOnUnknown(int streamId, boolean end) throws Http2Exception {
    if ((streamId & 1) == 0) {
      throw Http2Exception.protocol("a stream of a client with an even number");
    }
    if (streamId <= lastStreamId) {
      throw new Http2Exception(Http2Violation.STREAM_CLOSED, "HEADERS on a closed stream");
    }
    if (refusing) {
      writeReset(streamId, ErrorCode.REFUSED_STREAM.code());
      return null;
    }
    lastStreamId = streamId;
    if (streamCount() >= limits().maxStreams()) {
      violated(Http2Violation.TOO_MANY_STREAMS);
      writeReset(streamId, ErrorCode.REFUSED_STREAM.code());
      return null;
    }
    return open(streamId);
  }

  @Override
  final boolean isIdle(int streamId) {
    return (streamId & 1) == 0 || streamId > lastStreamId;
  }

  @Override
  final int lastPeerStream() {
    return lastStreamId;
  }

  @Override
  final void peerSettingsChanged() {
    // Nothing that a server would have to act upon.
  }
}
