package io.tapmesh.proxy.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;

/**
 * What a connection to an upstream passes through, from top to bottom. No other class adds handlers
 * to it.
 *
 * <ol>
 *   <li>TLS with our own identity will stand here
 *   <li>HTTP/1: {@link Upstream}; HTTP/2: {@link H2Upstream}
 * </ol>
 */
final class UpstreamPipeline extends ChannelInitializer<Channel> {

  private final RelayLoop loop;
  private final RelayLimits limits;

  UpstreamPipeline(RelayLoop loop, RelayLimits limits) {
    this.loop = loop;
    this.limits = limits;
  }

  @Override
  protected void initChannel(Channel channel) {
    channel.pipeline().addLast("http1", new Upstream(loop, limits));
  }

  /** For a connection that is open, and carries nothing so far. */
  static void http2(Channel channel, H2Upstream upstream) {
    channel.pipeline().addLast("http2", upstream);
  }

  /** For connections whose protocol is decided upon once they are open. */
  static ChannelHandler none() {
    return new ChannelInboundHandlerAdapter();
  }
}
