package io.tapmesh.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Tells a client that it cannot be served at the moment, and closes; with a reset where it may not
 * understand HTTP.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Lost connections are told by channelInactive.
final class RefuseConnection extends ChannelInboundHandlerAdapter {

  private static final byte[] CLOSE_LINES = {
    'c', 'o', 'n', 'n', 'e', 'c', 't', 'i', 'o', 'n', ':', ' ', 'c', 'l', 'o', 's', 'e', '\r', '\n',
    '\r', '\n'
  };

  private final Protocol protocol;
  private final Failure why;

  RefuseConnection(Protocol protocol, Failure why) {
    this.protocol = protocol;
    this.why = why;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (protocol == Protocol.TCP || protocol == Protocol.TLS) {
      Sockets.reset(ctx.channel());
      return;
    }
    byte[] text = why.body("");
    ByteBuf out = ctx.alloc().buffer();
    out.writeBytes(why.head(text.length));
    out.writeBytes(CLOSE_LINES).writeBytes(text);
    ctx.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    RelayLog.unexpected(ctx.channel(), cause);
    ctx.close();
  }
}
