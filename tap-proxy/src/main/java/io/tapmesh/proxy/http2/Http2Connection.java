package io.tapmesh.proxy.http2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.collection.IntObjectHashMap;
import io.tapmesh.proxy.http2.hpack.HeaderList;
import io.tapmesh.proxy.http2.hpack.HpackEncoder;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection: what comes in becomes events of {@link Stream}s, what streams send
 * becomes frames. Used on one event loop only.
 */
public abstract class Http2Connection {

  private final Http2Limits limits;
  private final HeadScratch heads;
  private final Http2Events events;
  private final Outbox outbox;
  private final FloodGuard guard;
  private final Sending sending;
  private final Incoming incoming;
  private final FrameReader reader;
  private final HpackEncoder encoder = new HpackEncoder();
  private final PeerSettings peer = new PeerSettings();
  private final IntObjectHashMap<Stream> streams = new IntObjectHashMap<>();
  private final ResetStreams resetStreams = new ResetStreams();
  private final ConnectionWindow window;

  private int unreadReplies;
  private boolean failed;
  private boolean goAwaySent;
  private @Nullable Http2Exception failure;

  Http2Connection(Http2Limits limits, HeadScratch heads, FlushQueue flushes, Http2Events events) {
    this.limits = limits;
    this.heads = heads;
    this.events = events;
    outbox = new Outbox(flushes);
    guard = new FloodGuard(limits);
    sending = new Sending(outbox, guard);
    window = new ConnectionWindow(limits, outbox);
    incoming = new Incoming(this, guard);
    reader = new FrameReader(incoming, limits);
  }

  // ---- for the owner ----

  /** Begins: writes the settings. */
  public final void start(ChannelHandlerContext context) {
    outbox.attach(context);
    ByteBuf out = outbox.buffer();
    writePrefaceAndSettings(out);
    int extra = limits.connectionWindowBytes() - Frames.DEFAULT_WINDOW;
    if (extra > 0) {
      FrameWriter.windowUpdate(out, 0, extra);
    }
  }

  /** Reads what has come; what is left in the buffer has to be given again, with what follows. */
  public final void receive(ByteBuf in) {
    if (failed) {
      in.skipBytes(in.readableBytes());
      return;
    }
    try {
      reader.read(in);
      if (failure != null) {
        throw failure;
      }
    } catch (Http2Exception e) {
      fail(e.violation(), e.detail());
    }
  }

  /** The channel takes more: goes on with what had to wait. */
  public final void writable() {
    unreadReplies = 0;
    sending.resume();
  }

  /** The channel has gone. */
  public final void lost() {
    failed = true;
    window.close();
    reader.stop();
    outbox.close();
    endStreams();
  }

  /** Tells the peer what it did, and ends. */
  public final void fail(Http2Violation violation, String detail) {
    if (failed) {
      return;
    }
    failed = true;
    window.close();
    events.onViolation(violation);
    reader.stop();
    writeGoAway(lastPeerStream(), violation.code(), detail);
    endStreams();
    events.onFailed();
  }

  /** The peer is to open no more streams; {@code last} is the last one that will be served. */
  public final void goAway(int last) {
    goAwaySent = true;
    writeGoAway(last, ErrorCode.NO_ERROR, "");
  }

  private void endStreams() {
    for (Stream stream : new ArrayList<>(streams.values())) {
      stream.connectionLost();
    }
  }

  /** Tells when everything that was written has left. */
  public final void whenWritten(ChannelFutureListener listener) {
    outbox.whenWritten(listener);
  }

  /** Streams that are not over. */
  public final int streamCount() {
    return streams.size();
  }

  /** All streams that are not over; the list is a copy. */
  public final Iterable<Stream> streams() {
    return new ArrayList<>(streams.values());
  }

  /** Whether it is over, for whatever reason. */
  public final boolean hasFailed() {
    return failed;
  }

  /** Whether we have said that we will serve no more streams. */
  public final boolean hasSaidGoodbye() {
    return goAwaySent;
  }

  /** Whether the peer owes us the rest of a head, or its settings. */
  public final boolean isAwaitingHead() {
    return reader.isWithinHead() || !incoming.hasSettings();
  }

  // ---- what the two sides do differently ----

  abstract void writePrefaceAndSettings(ByteBuf out);

  /** A head on a stream that is not open; if it opens one, that one is returned. */
  abstract @Nullable Stream headOnUnknown(int streamId, boolean end) throws Http2Exception;

  /** Whether a stream was never opened. */
  abstract boolean isIdle(int streamId);

  /** The last stream of the peer that we have looked at. */
  abstract int lastPeerStream();

  abstract void peerSettingsChanged();

  // ---- for streams ----

  final Http2Limits limits() {
    return limits;
  }

  final HeadScratch heads() {
    return heads;
  }

  final Sending sending() {
    return sending;
  }

  final PeerSettings peer() {
    return peer;
  }

  final Http2Events events() {
    return events;
  }

  final int peerStreamWindow() {
    return peer.streamWindow();
  }

  final void add(Stream stream) {
    streams.put(stream.id(), stream);
  }

  final void remove(Stream stream) {
    streams.remove(stream.id());
    incoming.forget(stream);
    guard.earn(FloodGuard.Kind.PRIORITY, 1);
    if (!failed) {
      events.onRoom();
      if (streams.isEmpty()) {
        events.onIdle();
      }
    }
  }

  /** A stream came to its end in good order: that many more may be broken off. */
  final void streamCompleted() {
    guard.earn(FloodGuard.Kind.RESET, 1);
  }

  final void writeHead(int streamId, HeaderList head, boolean end) {
    ByteBuf out = outbox.buffer();
    int start = out.writerIndex();
    out.writeZero(Frames.HEADER_BYTES);
    encoder.encode(head, out);
    FrameWriter.finishHeaders(out, start, streamId, end, sending.maxPayload());
  }

  final void writeReset(int streamId, int code) {
    resetStreams.add(streamId);
    FrameWriter.reset(outbox.buffer(), streamId, code);
    countReply();
  }

  final void writeWindowUpdate(int streamId, int increment) {
    FrameWriter.windowUpdate(outbox.buffer(), streamId, increment);
  }

  private void writeGoAway(int last, ErrorCode code, String detail) {
    FrameWriter.goAway(outbox.buffer(), last, code.code(), detail.getBytes(US_ASCII));
  }

  /** A stream was broken off because of what the peer did, which it may do only so often. */
  final void violated(Http2Violation violation) {
    events.onViolation(violation);
    countReset();
  }

  private void countReset() {
    try {
      guard.count(FloodGuard.Kind.RESET);
    } catch (Http2Exception e) {
      failure = e;
    }
  }

  /** A peer that makes us answer but does not read the answers fills our memory. */
  private void countReply() {
    if (!outbox.isWritable() && ++unreadReplies > limits.maxUnreadReplies() && failure == null) {
      failure =
          new Http2Exception(Http2Violation.UNREAD_REPLIES, "control frames are not being read");
    }
  }

  final ConnectionWindow window() {
    return window;
  }

  final ResetStreams resetStreams() {
    return resetStreams;
  }

  final @Nullable Stream stream(int streamId) {
    return streams.get(streamId);
  }

  // ---- what comes in ----

  /** Settings of the peer have changed the window of all streams. */
  final void enlargeStreamWindows(int difference) throws Http2Exception {
    for (Stream stream : streams()) {
      if (!stream.enlargeSendWindow(difference)) {
        throw new Http2Exception(Http2Violation.FLOW_CONTROL, "a window beyond 2^31 - 1");
      }
    }
  }

  /** All settings of a frame are known. */
  final void acknowledgeSettings() {
    encoder.setMaxTableBytes(peer.headerTableBytes());
    sending.setMaxPayload(peer.maxFrameBytes());
    FrameWriter.header(outbox.buffer(), 0, Frames.SETTINGS, Frames.ACK, 0);
    countReply();
    peerSettingsChanged();
  }

  final void acknowledgePing(long data) {
    FrameWriter.ping(outbox.buffer(), data, true);
    countReply();
  }

  /** The peer takes no more streams than those up to {@code last}. */
  void goingAway(int last) {
    events.onGoAway();
  }
}
