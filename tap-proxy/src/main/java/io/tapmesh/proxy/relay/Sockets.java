package io.tapmesh.proxy.relay;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.channel.unix.UnixChannel;
import io.tapmesh.proxy.tls.TlsEnd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What sockets do beyond reading and writing. */
@SuppressWarnings("FutureReturnValueIgnored") // Lost connections are told by channelInactive.
final class Sockets {

  private static final IntegerUnixChannelOption SO_ERROR =
      new IntegerUnixChannelOption("SO_ERROR", 1, 4);

  // The head of Linux's struct tcp_info. A kernel before 4.6 leaves the last field as it was, 0.
  private static final RawUnixChannelOption TCP_INFO =
      new RawUnixChannelOption("TCP_INFO", 6, 11, 148);
  private static final int TCPI_UNACKED = 24;
  private static final int TCPI_NOTSENT_BYTES = 144;

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
   * Whether something that was written has not reached the other system as far as this one knows:
   * it is not acknowledged, or waits for room there. Where the system cannot be asked, the answer
   * is no.
   */
  static boolean hasUnacknowledged(Channel channel) {
    if (!(channel instanceof UnixChannel) || !channel.isOpen()) {
      return false;
    }
    ByteBuffer info;
    try {
      info = channel.config().getOption(TCP_INFO);
    } catch (ChannelException e) {
      // Systems that only look like Linux may not have it.
      return false;
    }
    if (info == null) {
      return false;
    }
    info.order(ByteOrder.nativeOrder());
    return (info.getInt(TCPI_UNACKED) | info.getInt(TCPI_NOTSENT_BYTES)) != 0;
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
