package io.tapmesh.proxy.testing;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of HTTP/2 by Netty's codec, with one connection. */
public final class H2Client implements AutoCloseable {

  private static final int CONNECTION_WINDOW = 64 << 20;

  private final IoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final Channel channel;

  public H2Client(InetSocketAddress address) {
    this(address, Http2Settings.defaultSettings());
  }

  public H2Client(InetSocketAddress address, Http2Settings settings) {
    channel =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel ch) {
                    ch.pipeline()
                        .addLast(
                            Http2FrameCodecBuilder.forClient()
                                .initialSettings(settings)
                                .validateHeaders(false)
                                .build(),
                            new Http2MultiplexHandler(new Unexpected()),
                            new Connection());
                  }
                })
            .connect(address)
            .syncUninterruptibly()
            .channel();
    // Streams that a test does not read must not use up what all of them share.
    channel.eventLoop().submit(this::enlargeConnectionWindow).syncUninterruptibly();
  }

  private Void enlargeConnectionWindow() throws Http2Exception {
    Http2Connection connection = channel.pipeline().get(Http2FrameCodec.class).connection();
    connection
        .local()
        .flowController()
        .incrementWindowSize(connection.connectionStream(), CONNECTION_WINDOW);
    channel.flush();
    return null;
  }

  private static final class Unexpected extends ChannelInboundHandlerAdapter {}

  private final class Connection extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof Http2GoAwayFrame goAway) {
        events.add("GOAWAY " + goAway.errorCode());
      }
      ReferenceCountUtil.release(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      events.add("CLOSED");
    }
  }

  /** Opens a stream. */
  public H2Stream open() {
    H2Stream stream = new H2Stream();
    new Http2StreamChannelBootstrap(channel).handler(stream).open().syncUninterruptibly();
    return stream;
  }

  /** A request without a body. */
  public H2Stream get(String path, String... more) {
    return request(true, "GET", path, more);
  }

  /** The head of a request. */
  public H2Stream request(boolean end, String method, String path, String... more) {
    String[] head = {":method", method, ":scheme", "http", ":path", path, ":authority", "a.test"};
    String[] all = new String[head.length + more.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(more, 0, all, head.length, more.length);
    return open().head(end, all);
  }

  /** What the connection itself has got: {@code GOAWAY …}, {@code CLOSED}; waits for it. */
  public String takeEvent() throws InterruptedException {
    String event = events.poll(60, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("nothing happened on the connection");
    }
    return event;
  }

  /** Whether nothing happened on the connection itself. */
  public boolean isQuiet() {
    return events.isEmpty();
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
