package io.tapmesh.proxy.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One end of a stream, by Netty's codec: a test sends and takes its frames one by one, as texts:
 * {@code HEAD …}, {@code DATA …}, {@code RESET …}, with {@code END} behind the last of them.
 */
public final class H2Stream extends ChannelInboundHandlerAdapter {

  private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
  private final BlockingQueue<Http2Headers> heads = new LinkedBlockingQueue<>();
  private final AtomicLong sent = new AtomicLong();
  private volatile Channel channel;

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof Http2HeadersFrame frame) {
        heads.add(frame.headers());
        frames.add(text(frame.headers()) + (frame.isEndStream() ? " END" : ""));
      } else if (message instanceof Http2DataFrame frame) {
        String data = frame.content().toString(ISO_8859_1);
        frames.add("DATA " + data + (frame.isEndStream() ? " END" : ""));
      } else if (message instanceof Http2ResetFrame frame) {
        frames.add("RESET " + frame.errorCode());
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    channelRead(ctx, event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    frames.add("FAILED " + cause);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    frames.add("GONE");
  }

  private static String text(Http2Headers headers) {
    StringBuilder text = new StringBuilder("HEAD");
    headers.forEach(h -> text.append(' ').append(h.getKey()).append('=').append(h.getValue()));
    return text.toString();
  }

  /** The next frame; waits for it. */
  public String take() throws InterruptedException {
    String frame = frames.poll(60, TimeUnit.SECONDS);
    if (frame == null) {
      throw new AssertionError("no frame came");
    }
    return frame;
  }

  /** As {@link #take}, as long as data comes: all of it, in one piece. */
  public String takeData() throws InterruptedException {
    StringBuilder data = new StringBuilder();
    while (true) {
      String frame = take();
      if (!frame.startsWith("DATA ")) {
        throw new AssertionError(frame + " after " + data.length() + " bytes (expected: DATA)");
      }
      boolean end = frame.endsWith(" END");
      data.append(frame, 5, frame.length() - (end ? 4 : 0));
      if (end) {
        return data.toString();
      }
    }
  }

  /** Whether nothing is here to be taken. */
  public boolean isQuiet() {
    return frames.isEmpty();
  }

  /** Data that is here to be taken. */
  public long bytesHere() {
    return frames.stream().mapToLong(frame -> frame.length() - 5).sum();
  }

  /** The names of all headers of the next head, in their order. */
  public List<String> takeNames() throws InterruptedException {
    take();
    List<String> names = new ArrayList<>();
    heads.element().forEach(header -> names.add(header.getKey().toString()));
    return names;
  }

  /** The last head that was received. */
  public Http2Headers head() {
    Http2Headers last = null;
    for (Http2Headers head : heads) {
      last = head;
    }
    return last;
  }

  // ---- sending ----

  /** Names and values in turn. */
  public H2Stream head(boolean end, String... fields) {
    Http2Headers headers = new DefaultHttp2Headers(false);
    for (int i = 0; i < fields.length; i += 2) {
      headers.add(fields[i], fields[i + 1]);
    }
    write(new DefaultHttp2HeadersFrame(headers, end));
    return this;
  }

  public H2Stream data(String text, boolean end) {
    return data(Unpooled.copiedBuffer(text, ISO_8859_1), end, 0);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What fails shows at the other end.
  public H2Stream data(ByteBuf bytes, boolean end, int padding) {
    int length = bytes.readableBytes();
    channel
        .writeAndFlush(new DefaultHttp2DataFrame(bytes, end, padding))
        .addListener(written -> sent.addAndGet(length));
    return this;
  }

  /** Sends a byte every ten milliseconds, until the stream ends. */
  @SuppressWarnings("FutureReturnValueIgnored") // What fails shows at the other end.
  public void trickle() {
    if (channel.isActive()) {
      data("x", false);
      channel.eventLoop().schedule(this::trickle, 10, TimeUnit.MILLISECONDS);
    }
  }

  /** Bytes of data that have left: the window allowed them. */
  public long sent() {
    return sent.get();
  }

  /** Breaks it off. */
  public void reset(long code) {
    write(new DefaultHttp2ResetFrame(code));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What fails shows at the other end.
  private void write(Object frame) {
    channel.writeAndFlush(frame);
  }

  /** Whether to read what comes: if not, the window is used up in the end. */
  public H2Stream reading(boolean reads) {
    channel.config().setAutoRead(reads);
    return this;
  }
}
