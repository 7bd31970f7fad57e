package io.tapmesh.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches a connection to an upstream that was opened before it is known what the client speaks:
 * whoever speaks first decides.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Lost connections are told by channelInactive.
final class EarlyUpstream extends ChannelInboundHandlerAdapter {

  private static final String RESPONSE = "HTTP/";

  private final Consumer<EarlyUpstream> onSpoken;
  private @Nullable ByteBuf received;
  private boolean inputEnded;
  private boolean broken;

  /** Makes one that calls back when the upstream says something, ends or breaks. */
  EarlyUpstream(Consumer<EarlyUpstream> onSpoken) {
    this.onSpoken = onSpoken;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    ctx.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    received = Buffers.append(ctx.alloc(), received, (ByteBuf) message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (received != null) {
      onSpoken.accept(this);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      inputEnded = true;
      onSpoken.accept(this);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    RelayLog.unexpected(ctx.channel(), cause);
    broken = true;
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    broken = true;
    onSpoken.accept(this);
  }

  /** What it has said; the caller's from now on. */
  @Nullable ByteBuf take() {
    ByteBuf taken = received;
    received = null;
    return taken;
  }

  /** Whether anything has come from it, be it its end. */
  boolean hasSpoken() {
    return received != null || inputEnded || broken;
  }

  /** Whether it has ended its side. */
  boolean hasEnded() {
    return inputEnded;
  }

  /** Whether it was reset. */
  boolean isBroken() {
    return broken;
  }

  /**
   * Whether it greets, as SMTP does. HTTP servers that give up on a silent client do not count:
   * they answer, with 408, and the next client had better be listened to first.
   */
  boolean hasGreeted() {
    ByteBuf in = received;
    if (in == null) {
      return false;
    }
    for (int i = 0; i < RESPONSE.length() && i < in.readableBytes(); i++) {
      if (in.getByte(in.readerIndex() + i) != RESPONSE.charAt(i)) {
        return true;
      }
    }
    return false;
  }
}
