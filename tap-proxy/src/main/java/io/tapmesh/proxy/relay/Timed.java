package io.tapmesh.proxy.relay;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** A connection with a deadline, watched by its event loop's {@link Deadlines}. */
@SuppressWarnings("FutureReturnValueIgnored") // Lost connections are told by channelInactive.
abstract class Timed extends ChannelInboundHandlerAdapter {

  static final long NEVER = Long.MAX_VALUE;

  /** What {@link Deadlines#in} gave; {@link #NEVER} for none. */
  long deadlineNanos = NEVER;

  /** Index in the list of {@link Deadlines}; -1 if not watched. */
  int watchIndex = -1;

  /** The deadline has passed; it was set back to {@link #NEVER}. */
  abstract void onDeadline();

  /** Called about once a second. */
  void onSecond() {
    // Most have nothing to tell.
  }

  /** The proxy begins to drain. */
  abstract void onDrain();

  /** Memory is nearly used up: what holds some and does not move is to end. */
  void onMemoryShort() {}

  /** The drain's time is up. */
  abstract void onDrainTimeout();

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    RelayLog.unexpected(ctx.channel(), cause);
    ctx.close();
  }
}
