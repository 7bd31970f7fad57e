package io.tapmesh.proxy.testing;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server of WebSocket, by Netty's codec: sends messages back; a text of {@link #PING_ME} gets a
 * ping, and its answer a text; one of {@link #CLOSE_ME} closes with 4001.
 */
public final class WebSocketEcho implements AutoCloseable {

  public static final String PING_ME = "ping me";
  public static final String CLOSE_ME = "close me";

  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  private final IoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private final Channel server;

  public WebSocketEcho() {
    WebSocketServerProtocolConfig config =
        WebSocketServerProtocolConfig.newBuilder()
            .websocketPath("/")
            .checkStartsWith(true)
            .maxFramePayloadLength(MAX_MESSAGE_BYTES)
            .dropPongFrames(false)
            .build();
    server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new Bytes(),
                            new HttpServerCodec(),
                            new HttpObjectAggregator(1 << 16),
                            new WebSocketServerProtocolHandler(config),
                            new WebSocketFrameAggregator(MAX_MESSAGE_BYTES),
                            new Echo());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  /** Counts what passes the socket. */
  @SuppressWarnings("FutureReturnValueIgnored") // The promise is the caller's.
  private final class Bytes extends ChannelDuplexHandler {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      received.addAndGet(((ByteBuf) message).readableBytes());
      ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      sent.addAndGet(((ByteBuf) message).readableBytes());
      ctx.write(message, promise);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What fails shows at the other end.
  private final class Echo extends SimpleChannelInboundHandler<WebSocketFrame> {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
        // The client waits for the answer before it sends frames: so far there were only heads.
        received.set(0);
        sent.set(0);
      }
      ctx.fireUserEventTriggered(event);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
      ctx.writeAndFlush(answer(frame));
    }

    private static WebSocketFrame answer(WebSocketFrame frame) {
      if (frame instanceof PongWebSocketFrame) {
        return new TextWebSocketFrame("pong: " + frame.content().toString(StandardCharsets.UTF_8));
      }
      return switch (frame instanceof TextWebSocketFrame text ? text.text() : "") {
        case PING_ME -> new PingWebSocketFrame(frame.content().retain());
        case CLOSE_ME -> new CloseWebSocketFrame(4001, "enough");
        default -> frame.retain();
      };
    }
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) server.localAddress();
  }

  /** Bytes of frames from the last client to have connected. */
  public long received() {
    return received.get();
  }

  /** Bytes of frames to the last client to have connected. */
  public long sent() {
    return sent.get();
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
