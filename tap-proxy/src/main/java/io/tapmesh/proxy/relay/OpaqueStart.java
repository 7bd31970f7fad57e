package io.tapmesh.proxy.relay;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Begins to relay a connection of a listener whose connections are not looked into. */
final class OpaqueStart extends ChannelInboundHandlerAdapter {

  private final Listener listener;

  OpaqueStart(Listener listener) {
    this.listener = listener;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    boolean tls = listener.protocol() == Protocol.TLS;
    TcpRelay relay = new TcpRelay(listener, ClientStart.of(ctx.channel()), null, tls);
    ClientPipeline.replace(this, ctx, "tunnel", relay.client());
  }
}
