package io.tapmesh.proxy.http2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.collection.IntObjectHashMap;
import io.tapmesh.proxy.http2.hpack.HeaderList;
import io.tapmesh.proxy.http2.hpack.HpackDecoder;
import io.tapmesh.proxy.http2.hpack.HpackEncoder;
import io.tapmesh.proxy.http2.hpack.HpackException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection: what comes in becomes events of {@link Stream}s, what streams send
 * becomes frames. Used on one event loop only.
 */
public abstract class Http2Connection extends FrameSink {

  private static final int NOTHING = 0;

  private final Http2Limits limits;
  private final HeadScratch heads;
  private final Http2Events events;
  private final Outbox outbox;
  private final FloodGuard guard;
  private final Sending sending;
  private final FrameReader reader;
  private final HpackDecoder decoder = new HpackDecoder(HpackDecoder.DEFAULT_TABLE_BYTES);
  private final HpackEncoder encoder = new HpackEncoder();
  private final PeerSettings peer = new PeerSettings();
  private final IntObjectHashMap<Stream> streams = new IntObjectHashMap<>();
  private final ResetStreams resetStreams = new ResetStreams();

  private int receiveWindow;
  private int uncredited;
  private int bufferedBytes;
  private int unreadReplies;
  private boolean settingsReceived;
  private boolean failed;
  private boolean goAwaySent;
  private @Nullable Http2Exception failure;

  private @Nullable Stream dataStream;
  private boolean dataEnds;

  Http2Connection(Http2Limits limits, HeadScratch heads, FlushQueue flushes, Http2Events events) {
    this.limits = limits;
    this.heads = heads;
    this.events = events;
    outbox = new Outbox(flushes);
    guard = new FloodGuard(limits);
    sending = new Sending(outbox, guard);
    reader = new FrameReader(this, limits);
  }

  // ---- for the owner ----

  /** Begins: writes the settings. */
  public final void start(ChannelHandlerContext context) {
    outbox.attach(context);
    ByteBuf out = outbox.buffer();
    writePrefaceAndSettings(out);
    int extra = limits.connectionWindowBytes() - Frames.DEFAULT_WINDOW;
    receiveWindow = Frames.DEFAULT_WINDOW + Math.max(0, extra);
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
    return reader.isWithinHead() || !settingsReceived;
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
    if (dataStream == stream) {
      dataStream = null;
    }
    guard.earn(FloodGuard.Kind.PRIORITY, 1);
    if (!failed) {
      events.onRoom();
      if (streams.isEmpty()) {
        events.onIdle();
      }
    }
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

  final void buffered(int bytes) {
    bufferedBytes += bytes;
  }

  final void unbuffered(int bytes) {
    bufferedBytes -= bytes;
    credit(NOTHING);
  }

  /**
   * The connection's window is replenished as data comes, not as it is passed on: a reader that is
   * slow on some streams must not hold up the others. Each stream's window still bounds what waits,
   * and the buffer's limit bounds their sum.
   */
  private void credit(int bytes) {
    uncredited += bytes;
    if (uncredited >= limits.connectionWindowBytes() / 2
        && bufferedBytes <= limits.connectionBufferBytes()
        && !failed) {
      writeWindowUpdate(0, uncredited);
      receiveWindow += uncredited;
      uncredited = 0;
    }
  }

  // ---- frames ----

  /** The first frame has to be SETTINGS (RFC 9113, 3.4). */
  private void requireSettings() throws Http2Exception {
    if (!settingsReceived) {
      throw Http2Exception.protocol("a frame before SETTINGS");
    }
  }

  @Override
  final void onDataFrame(int streamId, int flowBytes, int paddingBytes, boolean end)
      throws Http2Exception {
    requireSettings();
    receiveWindow -= flowBytes;
    if (receiveWindow < 0) {
      throw new Http2Exception(
          Http2Violation.FLOW_CONTROL, "more DATA than the connection's window allows");
    }
    credit(flowBytes);
    Stream stream = streams.get(streamId);
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
    if (isIdle(streamId)) {
      throw Http2Exception.protocol(frame + " on a stream that is not open");
    }
    if (!resetStreams.contains(streamId)) {
      violated(Http2Violation.STREAM_CLOSED);
      writeReset(streamId, ErrorCode.STREAM_CLOSED.code());
    }
  }

  @Override
  final void onDataBytes(ByteBuf in, int length, boolean isLast) {
    Stream stream = dataStream;
    if (stream != null) {
      stream.receiveData(in, length, isLast && dataEnds);
    }
  }

  @Override
  final void onHeaderBlock(int streamId, ByteBuf block, int length, boolean end)
      throws Http2Exception {
    requireSettings();
    HeaderList head = heads.decoded;
    head.clear();
    try {
      decoder.decode(block, length, limits.maxHeaderListBytes(), head);
    } catch (HpackException e) {
      throw new Http2Exception(Http2Violation.COMPRESSION, String.valueOf(e.getMessage()));
    }
    Stream stream = streams.get(streamId);
    if (stream == null) {
      stream = resetStreams.contains(streamId) ? null : headOnUnknown(streamId, end);
    }
    if (stream != null) {
      stream.receiveHeaders(head, end);
    }
  }

  @Override
  final void onSelfDependency(int streamId) {
    Stream stream = streams.get(streamId);
    if (stream != null) {
      stream.violate(Http2Violation.PROTOCOL, "a stream that depends on itself");
    } else {
      violated(Http2Violation.PROTOCOL);
      writeReset(streamId, ErrorCode.PROTOCOL_ERROR.code());
    }
  }

  @Override
  final void onPriority(int streamId) throws Http2Exception {
    requireSettings();
    guard.count(FloodGuard.Kind.PRIORITY);
  }

  @Override
  final void onReset(int streamId, int code) throws Http2Exception {
    requireSettings();
    if (isIdle(streamId)) {
      throw Http2Exception.protocol("RST_STREAM on a stream that is not open");
    }
    Stream stream = streams.get(streamId);
    if (stream != null) {
      guard.count(FloodGuard.Kind.RESET);
      stream.receiveReset(code);
    }
  }

  @Override
  final void onSettingsBegin() throws Http2Exception {
    settingsReceived = true;
    guard.count(FloodGuard.Kind.SETTINGS);
  }

  @Override
  final void onSetting(int id, long value) throws Http2Exception {
    int windowBefore = peer.streamWindow();
    peer.set(id, value);
    int difference = peer.streamWindow() - windowBefore;
    if (difference != 0) {
      for (Stream stream : new ArrayList<>(streams.values())) {
        if (!stream.enlargeSendWindow(difference)) {
          throw new Http2Exception(Http2Violation.FLOW_CONTROL, "a window beyond 2^31 - 1");
        }
      }
    }
  }

  @Override
  final void onSettingsEnd() {
    encoder.setMaxTableBytes(peer.headerTableBytes());
    sending.setMaxPayload(peer.maxFrameBytes());
    FrameWriter.header(outbox.buffer(), 0, Frames.SETTINGS, Frames.ACK, 0);
    countReply();
    peerSettingsChanged();
  }

  @Override
  final void onSettingsAck() throws Http2Exception {
    requireSettings();
    decoder.settingsAcknowledged();
  }

  @Override
  final void onPing(long data) throws Http2Exception {
    requireSettings();
    guard.count(FloodGuard.Kind.PING);
    FrameWriter.ping(outbox.buffer(), data, true);
    countReply();
  }

  @Override
  final void onPingAck(long data) throws Http2Exception {
    // We send none, so one that comes is of no use.
    guard.count(FloodGuard.Kind.PING);
  }

  @Override
  void onGoAway(int lastStreamId, int code) throws Http2Exception {
    requireSettings();
    events.onGoAway();
  }

  @Override
  final void onWindowUpdate(int streamId, int increment) throws Http2Exception {
    requireSettings();
    guard.count(FloodGuard.Kind.WINDOW_UPDATE);
    if (streamId == 0) {
      if (increment == 0) {
        throw Http2Exception.protocol("WINDOW_UPDATE of 0");
      }
      if (!sending.enlargeWindow(increment)) {
        throw new Http2Exception(Http2Violation.FLOW_CONTROL, "a window beyond 2^31 - 1");
      }
      return;
    }
    Stream stream = streams.get(streamId);
    if (stream == null) {
      if (isIdle(streamId)) {
        throw Http2Exception.protocol("WINDOW_UPDATE on a stream that is not open");
      }
    } else if (increment == 0) {
      stream.violate(Http2Violation.PROTOCOL, "WINDOW_UPDATE of 0");
    } else if (!stream.enlargeSendWindow(increment)) {
      stream.violate(Http2Violation.FLOW_CONTROL, "a window beyond 2^31 - 1");
    }
  }

  @Override
  final void onEmptyFrame() throws Http2Exception {
    guard.count(FloodGuard.Kind.EMPTY_FRAME);
  }

  @Override
  final void onUnknown() throws Http2Exception {
    requireSettings();
    guard.count(FloodGuard.Kind.PRIORITY);
  }

  /** A stream came to its end in good order: that many more may be broken off. */
  final void earnReset() {
    guard.earn(FloodGuard.Kind.RESET, 1);
  }
}
