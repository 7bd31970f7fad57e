package io.tapmesh.proxy.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.tapmesh.proxy.hop.Via;
import io.tapmesh.proxy.http.HeaderId;
import io.tapmesh.proxy.http1.HeadWriter;
import io.tapmesh.proxy.http1.HeaderEdits;
import io.tapmesh.proxy.http1.ResponseHead;
import io.tapmesh.proxy.telemetry.Exchange;
import org.jspecify.annotations.Nullable;

/** Writes to a client: what an upstream answered, what the proxy answers itself, and the end. */
@SuppressWarnings("FutureReturnValueIgnored") // Lost connections are told by channelInactive.
final class ClientWriter {

  private static final byte[] CLOSE = "close".getBytes(US_ASCII);
  private static final byte[] KEEP_ALIVE = "keep-alive".getBytes(US_ASCII);
  private static final byte[] CLOSE_LINES = "connection: close\r\n\r\n".getBytes(US_ASCII);
  private static final byte[] CRLF = "\r\n".getBytes(US_ASCII);

  /** Up to this size a body is copied behind its head, which is cheaper than a second buffer. */
  private static final int COPY_LIMIT = 4096;

  /** For headers that are added, and a status line that is longer than it came. */
  private static final int HEAD_SLACK = 64;

  private final ChannelHandlerContext context;
  private final HeaderEdits edits;
  private @Nullable Delivery delivery;

  ClientWriter(ChannelHandlerContext context, HeaderEdits edits) {
    this.context = context;
    this.edits = edits;
  }

  /**
   * Writes a 1xx, or another head that no body follows.
   *
   * @param via names the proxy in it, if wanted
   */
  void interim(ResponseHead head, @Nullable Via via) {
    ByteBuf out = context.alloc().buffer(head.length() + HEAD_SLACK);
    HeadWriter.write(head, begin(head, via), out);
    context.write(out, context.voidPromise());
  }

  /**
   * Writes a final head and the first of its body.
   *
   * @param via names the proxy in it, if wanted
   * @param close whether the connection ends with this response
   * @param announceKeepAlive whether the client only believes in that if told
   * @param in holds {@code available} bytes of the body at the reader index; they are consumed
   * @return what is still to be written, as the last part may need a promise
   */
  ByteBuf head(
      ResponseHead head,
      @Nullable Via via,
      boolean close,
      boolean announceKeepAlive,
      ByteBuf in,
      int available) {
    HeaderEdits changes = begin(head, via);
    if (close) {
      changes.set(HeaderId.CONNECTION, CLOSE);
    } else if (announceKeepAlive) {
      changes.set(HeaderId.CONNECTION, KEEP_ALIVE);
    }
    boolean copied = available <= COPY_LIMIT;
    ByteBuf out = context.alloc().buffer(head.length() + HEAD_SLACK + (copied ? available : 0));
    HeadWriter.write(head, changes, out);
    if (copied) {
      in.readBytes(out, available);
      return out;
    }
    context.write(out, context.voidPromise());
    return in.readRetainedSlice(available);
  }

  private HeaderEdits begin(ResponseHead head, @Nullable Via via) {
    HeaderEdits changes = edits.reset(head);
    if (via != null) {
      via.add(head, head.minorVersion() == 0 ? "1.0" : "1.1", changes);
    }
    return changes;
  }

  void part(ByteBuf part) {
    context.write(part, context.voidPromise());
  }

  /** The exchange ends when this has been written. */
  void lastPart(ByteBuf part, Exchange exchange) {
    context.write(part).addListener(exchange);
  }

  /** As {@link #lastPart}, to a client that has ended its side and may be gone. */
  void lastPartToEnded(ByteBuf part, Exchange exchange) {
    delivery = new Delivery(context.channel(), exchange);
    context.write(part).addListener(delivery);
  }

  /** Answers in an upstream's place, and sends it. */
  void failure(
      Failure failure, String detail, boolean withBody, boolean close, ChannelFutureListener done) {
    byte[] text = failure.body(detail);
    byte[] head = failure.head(text.length);
    ByteBuf out = context.alloc().buffer(head.length + CLOSE_LINES.length + text.length);
    out.writeBytes(head).writeBytes(close ? CLOSE_LINES : CRLF);
    if (withBody) {
      out.writeBytes(text);
    }
    context.writeAndFlush(out).addListener(done);
  }

  void flush() {
    context.flush();
  }

  boolean canTakeMore() {
    return context.channel().isWritable();
  }

  /** Closes once everything is written and, where that is looked into, delivered. */
  void close() {
    if (delivery != null) {
      delivery.thenClose();
      return;
    }
    context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /**
   * Ends the output once everything is written, and leaves the input open: closing while the client
   * still sends would reset the connection and could take the response from it.
   */
  void endOutput() {
    context
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            written -> {
              Sockets.shutdownOutput(context.channel());
              context.read();
            });
  }

  /** Breaks the connection so that the client cannot take what it got for the whole. */
  void reset() {
    Sockets.reset(context.channel());
  }
}
