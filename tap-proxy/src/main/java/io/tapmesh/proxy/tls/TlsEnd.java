package io.tapmesh.proxy.tls;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.AttributeKey;
import io.tapmesh.proxy.telemetry.TlsFacts;
import java.io.IOException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands above an {@link SslHandler} and makes its connection look like one in the clear: says when
 * the handshake is over, and tells an end that the peer has announced ({@code close_notify}) from
 * one that somebody in between may have brought about, which is passed on as a reset.
 */
public final class TlsEnd extends ChannelDuplexHandler {

  private static final AttributeKey<TlsFacts> FACTS =
      AttributeKey.valueOf(TlsFacts.class, "tls facts");

  private final SslHandler tls;
  private final BiConsumer<@Nullable String, @Nullable Throwable> onHandshake;
  private boolean established;
  private boolean ended;
  private boolean cut;

  /**
   * Makes one.
   *
   * @param onHandshake gets the protocol that was agreed on, or null; and what went wrong, or null
   */
  public TlsEnd(SslHandler tls, BiConsumer<@Nullable String, @Nullable Throwable> onHandshake) {
    this.tls = tls;
    this.onHandshake = onHandshake;
  }

  /** What the handshake of a channel has settled; null if it is in the clear. */
  public static @Nullable TlsFacts factsOf(io.netty.channel.Channel channel) {
    return channel.hasAttr(FACTS) ? channel.attr(FACTS).get() : null;
  }

  /** Announces the end of the output to the peer, once everything before it is written. */
  public ChannelFuture endOutput() {
    return tls.closeOutbound();
  }

  /** Closes without announcing an end. */
  @SuppressWarnings("FutureReturnValueIgnored") // Lost connections are told by channelInactive.
  public static void abort(io.netty.channel.Channel channel) {
    ChannelHandlerContext below = channel.pipeline().context("tls");
    if (below == null) {
      channel.close();
    } else {
      below.close();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    // Who is above begins when the handshake is over.
    ctx.read();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent completed) {
      if (completed.isSuccess()) {
        established = true;
        ctx.channel().attr(FACTS).set(Facts.of(tls.engine()));
      }
      onHandshake.accept(tls.applicationProtocol(), completed.cause());
    } else if (event instanceof SslCloseCompletionEvent closed) {
      if (closed.isSuccess() && !ended) {
        ended = true;
        ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      }
    } else if (event == ChannelInputShutdownEvent.INSTANCE) {
      if (!established) {
        // Nothing more can come of the handshake, which would wait for it all the same.
        abort(ctx.channel());
      } else if (!ended) {
        cutOff(ctx);
      }
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (established && !ended) {
      cutOff(ctx);
    }
    ctx.fireChannelInactive();
  }

  private void cutOff(ChannelHandlerContext ctx) {
    if (!cut) {
      cut = true;
      ctx.fireExceptionCaught(new IOException("the connection ended without close_notify"));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (established) {
      cut = true;
      ctx.fireExceptionCaught(cause instanceof IOException ? cause : new IOException(cause));
    }
    // Else the handshake's event has said so.
  }
}
