package io.tapmesh.proxy.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import io.tapmesh.proxy.tls.TlsEnd;
import org.jspecify.annotations.Nullable;

/**
 * What a connection to an upstream passes through, from top to bottom. No other class adds handlers
 * to it.
 *
 * <ol>
 *   <li>TLS, if the listener originates it; our own identity will come in here
 *   <li>one of
 *       <ul>
 *         <li>HTTP/1: {@link Upstream}
 *         <li>HTTP/2: {@link H2Upstream}
 *         <li>bytes that are not looked into: {@link TunnelEnd}
 *         <li>{@link EarlyUpstream} while it is not known which; one of the first takes its place
 *       </ul>
 * </ol>
 */
final class UpstreamPipeline extends ChannelInitializer<Channel> {

  @Override
  protected void initChannel(Channel channel) {
    // Who asked for the connection says what it carries once it is open.
  }

  static void tls(Channel channel, SslHandler handler, TlsEnd end) {
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    channel.pipeline().addLast("tls", handler).addLast("tlsEnd", end);
  }

  static void http1(Channel channel, Upstream upstream, @Nullable EarlyUpstream watcher) {
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    // After a failed write there may be a response to read.
    channel.config().setAutoClose(false);
    put(channel, "http1", upstream, watcher);
  }

  static void tunnel(Channel channel, TunnelEnd end, @Nullable EarlyUpstream watcher) {
    put(channel, "tunnel", end, watcher);
    if (watcher != null) {
      end.takeOver(watcher.take(), watcher.hasEnded());
    }
  }

  static void watch(Channel channel, EarlyUpstream watcher) {
    channel.pipeline().addLast("watch", watcher);
  }

  private static void put(
      Channel channel, String name, ChannelHandler handler, @Nullable EarlyUpstream watcher) {
    if (watcher == null) {
      channel.pipeline().addLast(name, handler);
    } else {
      channel.pipeline().replace(watcher, name, handler);
    }
  }

  /** For a connection that is open, and carries nothing so far. */
  static void http2(Channel channel, H2Upstream upstream) {
    channel.pipeline().addLast("http2", upstream);
  }
}
