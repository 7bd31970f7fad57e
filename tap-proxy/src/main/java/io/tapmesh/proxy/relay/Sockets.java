package io.tapmesh.proxy.relay;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.tapmesh.proxy.tls.TlsEnd;

/** What sockets do beyond reading and writing. */
@SuppressWarnings("FutureReturnValueIgnored") // Lost connections are told by channelInactive.
final class Sockets {

  private static final IntegerUnixChannelOption SO_ERROR =
      new IntegerUnixChannelOption("SO_ERROR", 1, 4);

  private Sockets() {}

  /** Closes with a reset instead of an orderly end; unsent data is thrown away. */
  static void reset(Channel channel) {
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      TlsEnd.abort(channel);
    }
  }

  /** Ends the output, in TLS with the announcement that makes the end an orderly one. */
  static ChannelFuture shutdownOutput(Channel channel) {
    ChannelPromise ended = channel.newPromise();
    TlsEnd tls = channel.pipeline().get(TlsEnd.class);
    if (!(channel instanceof DuplexChannel duplex)) {
      return channel.close(ended);
    }
    if (tls == null) {
      return duplex.shutdownOutput(ended);
    }
    tls.endOutput().addListener(announced -> duplex.shutdownOutput(ended));
    return ended;
  }

  /**
   * Whether the system knows that a connection was reset. After its orderly end nothing is read
   * from it that could tell, so this asks; where the system cannot be asked, the answer is no.
   */
  static boolean wasReset(Channel channel) {
    if (!(channel instanceof UnixChannel) || !channel.isOpen()) {
      return false;
    }
    Integer error = channel.config().getOption(SO_ERROR);
    return error != null && error != 0;
  }

  /**
   * Whether the other system has still to acknowledge something that was written. Where the system
   * cannot be asked, the answer is no.
   */
  static boolean hasUnacknowledged(Channel channel) {
    if (!channel.isOpen()) {
      return false;
    }
    if (channel instanceof IoUringSocketChannel uring) {
      return uring.tcpInfo().unacked() > 0;
    }
    return channel instanceof EpollSocketChannel epoll && epoll.tcpInfo().unacked() > 0;
  }

  /** Ends the output once everything is written, and leaves the input open. */
  static void endOutput(ChannelHandlerContext context, ChannelFutureListener onEnded) {
    context
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            (ChannelFutureListener)
                written -> {
                  if (written.isSuccess()) {
                    shutdownOutput(context.channel()).addListener(onEnded);
                  } else {
                    onEnded.operationComplete(written);
                  }
                });
  }
}
