package io.tapmesh.proxy.testing;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server of HTTP/2, by Netty's codec, whose streams a test takes by hand. */
public final class H2Origin implements AutoCloseable {

  private final IoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final BlockingQueue<H2Stream> streams = new LinkedBlockingQueue<>();
  private final List<Channel> connections = new CopyOnWriteArrayList<>();
  private final Channel server;
  private volatile ByteBuf answer;

  public H2Origin() {
    this(Http2Settings.defaultSettings().maxConcurrentStreams(100));
  }

  public H2Origin(Http2Settings settings) {
    server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    connections.add(channel);
                    channel
                        .pipeline()
                        .addLast(
                            Http2FrameCodecBuilder.forServer()
                                .initialSettings(settings)
                                .gracefulShutdownTimeoutMillis(0)
                                .build(),
                            new Http2MultiplexHandler(new Streams()));
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  private final class Streams extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      ByteBuf body = answer;
      if (body != null) {
        channel.pipeline().addLast(new Answer(body));
        return;
      }
      H2Stream stream = new H2Stream();
      channel.pipeline().addLast(stream);
      streams.add(stream);
    }
  }

  /** From now on every request is answered at once with this body, and none can be taken. */
  public H2Origin answer(byte[] body) {
    answer = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(body));
    return this;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // What fails shows at the other end.
  private static final class Answer extends ChannelInboundHandlerAdapter {

    private final ByteBuf body;

    Answer(ByteBuf body) {
      this.body = body;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      boolean end =
          (message instanceof Http2HeadersFrame head && head.isEndStream())
              || (message instanceof Http2DataFrame data && data.isEndStream());
      ReferenceCountUtil.release(message);
      if (end) {
        Http2Headers head = new DefaultHttp2Headers().status("200").set("server", "origin");
        ctx.write(new DefaultHttp2HeadersFrame(head));
        ctx.writeAndFlush(new DefaultHttp2DataFrame(body.duplicate(), true));
      }
    }
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) server.localAddress();
  }

  /** The next stream; waits for it. */
  public H2Stream take() throws InterruptedException {
    H2Stream stream = streams.poll(60, TimeUnit.SECONDS);
    if (stream == null) {
      throw new AssertionError("no stream came to the origin");
    }
    return stream;
  }

  /** Connections that were made so far. */
  public List<Channel> connections() {
    return connections;
  }

  /** Says that it will not look at streams beyond those it has, plus so many. */
  public void goAway(int connection, int extraStreams) {
    connections
        .get(connection)
        .writeAndFlush(new DefaultHttp2GoAwayFrame(0L).setExtraStreamIds(extraStreams))
        .syncUninterruptibly();
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
