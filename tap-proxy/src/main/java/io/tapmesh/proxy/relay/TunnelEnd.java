package io.tapmesh.proxy.relay;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import org.jspecify.annotations.Nullable;

/**
 * One of the two connections of a {@link Tunnel}: what comes from it is written to the other, which
 * is the only thing that makes it read more.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Lost connections are told by channelInactive.
final class TunnelEnd extends ChannelInboundHandlerAdapter {

  private final Tunnel tunnel;
  private final ChannelFutureListener onWritten =
      written -> {
        if (!written.isSuccess()) {
          outputFailed();
        }
      };

  private @Nullable ChannelHandlerContext context;
  private @Nullable TunnelEnd peer;
  private @Nullable ByteBuf held;
  private @Nullable ClientHello hello;
  private long receivedBytes;
  private boolean inputEnded;
  private boolean outputEnding;
  private boolean outputEnded;
  private boolean outputFailed;

  TunnelEnd(Tunnel tunnel) {
    this.tunnel = tunnel;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    // Who closes while we write may have said something before, which is still to be read.
    ctx.channel().config().setAutoClose(false);
    // Connections that are idle for hours: the system finds out if the peer has vanished.
    ctx.channel().config().setOption(ChannelOption.SO_KEEPALIVE, true);
  }

  /** Looks for the server name in what comes; before anything has come. */
  void watchForServerName() {
    hello = new ClientHello();
  }

  /** Takes over what was read from the connection before. */
  void takeOver(@Nullable ByteBuf read, boolean ended) {
    if (read != null) {
      receive(read);
    }
    inputEnded |= ended;
  }

  /** Its output was ended before the tunnel began. */
  void outputHasEnded() {
    outputEnding = true;
    outputEnded = true;
  }

  /** Begins to pass on; the other end is in its place, too. */
  void join(TunnelEnd other) {
    peer = other;
    if (held != null) {
      other.write(held);
      held = null;
      other.flush();
    }
    if (inputEnded) {
      other.endOutput();
    }
    readMore();
  }

  /** Bytes that came from this side. */
  long receivedBytes() {
    return receivedBytes;
  }

  /** Whether both directions have come to an orderly end. */
  boolean isOver() {
    return inputEnded && outputEnded;
  }

  // ---- from here to the other end ----

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    receive((ByteBuf) message);
    tunnel.touch();
  }

  private void receive(ByteBuf part) {
    receivedBytes += part.readableBytes();
    if (hello != null) {
      hello.read(part);
      if (hello.isDone()) {
        tunnel.serverName(hello.serverName());
        hello = null;
      }
    }
    if (peer == null) {
      held = Buffers.append(part.alloc(), held, part);
    } else {
      peer.write(part);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (peer != null) {
      peer.flush();
      readMore();
    }
  }

  private void readMore() {
    // What follows a failed output is wanted even if the other end has failed, too: its end.
    if (peer != null && !inputEnded && (peer.takesMore() || outputFailed)) {
      context().read();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE && !inputEnded) {
      inputEnded = true;
      if (outputFailed) {
        // It was no orderly end: the connection was reset, and we noticed by writing to it.
        tunnel.broken(this);
      } else if (peer != null) {
        peer.endOutput();
        tunnel.endIfOver();
      }
    }
  }

  // ---- from the other end to here ----

  private void write(ByteBuf part) {
    if (outputFailed || outputEnding) {
      part.release();
    } else {
      context().write(part).addListener(onWritten);
    }
  }

  private void flush() {
    context().flush();
  }

  private boolean takesMore() {
    return !outputFailed && context().channel().isWritable();
  }

  /** Whether it does not take what waits for it. */
  boolean isStalled() {
    return context != null && !context.channel().isWritable();
  }

  private void outputFailed() {
    if (!outputFailed) {
      outputFailed = true;
      if (inputEnded) {
        tunnel.broken(this);
      } else {
        context().read();
      }
    }
  }

  /** The other end says no more; neither do we, once all is written. */
  private void endOutput() {
    if (outputEnding) {
      return;
    }
    outputEnding = true;
    Sockets.endOutput(
        context(),
        ended -> {
          if (ended.isSuccess()) {
            outputEnded = true;
            tunnel.endIfOver();
          } else {
            outputFailed();
          }
        });
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (peer != null && ctx.channel().isWritable()) {
      peer.readMore();
    }
  }

  // ---- the end ----

  /** Finds out about a reset that followed an end, where nothing else would tell. */
  void checkForReset() {
    if (inputEnded && context != null && Sockets.wasReset(context.channel())) {
      tunnel.broken(this);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    RelayLog.unexpected(ctx.channel(), cause);
    tunnel.broken(this);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    tunnel.broken(this);
  }

  /** Closes what was put into a pipeline; gives back what was held. */
  void close(boolean reset) {
    Buffers.release(held);
    held = null;
    if (context != null) {
      if (reset) {
        Sockets.reset(context.channel());
      } else {
        context.channel().close();
      }
    }
  }

  private ChannelHandlerContext context() {
    return requireNonNull(context, "context");
  }
}
