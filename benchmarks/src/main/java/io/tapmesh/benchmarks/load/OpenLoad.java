package io.tapmesh.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Small GET requests that come as from many users who know nothing of each other: a Poisson process
 * of a fixed rate, which does not wait for answers (an open loop). A request is taken by the
 * connection that has been free for longest; if there is none it waits, and that counts: its time
 * begins when it is due and not when it could be sent.
 *
 * <p>The arrivals are the same in every run. Everything but {@link #latencies} is of one event
 * loop.
 */
public final class OpenLoad {

  /** How long the last answers may take. */
  private static final int PATIENCE_SECONDS = 10;

  private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: bench\r\n\r\n".getBytes(US_ASCII);

  private final SplittableRandom random = new SplittableRandom(1);
  private final Deque<Channel> free = new ArrayDeque<>();
  private final CompletableFuture<long[]> done = new CompletableFuture<>();
  private final EventLoop loop;
  private final double meanGapNanos;
  private final long[] tookNanos;
  private int sent;
  private int answered;
  private long startNanos;
  private double dueNanos;
  private boolean isWaitingForConnection;

  private OpenLoad(EventLoop loop, int perSecond, int seconds) {
    this.loop = loop;
    this.meanGapNanos = 1e9 / perSecond;
    this.tookNanos = new long[perSecond * seconds];
  }

  /**
   * Sends {@code perSecond × seconds} requests to a port of this machine.
   *
   * @return how long each took, in microseconds, ascending
   * @throws IllegalStateException if one was not answered with 200, or not in time
   */
  public static long[] latencies(int port, int connections, int perSecond, int seconds) {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try {
      OpenLoad load = new OpenLoad(group.next(), perSecond, seconds);
      List<Channel> channels = load.connect(group, port, connections);
      load.loop.execute(() -> load.start(channels));
      long[] nanos = load.done.get(seconds + PATIENCE_SECONDS, TimeUnit.SECONDS);
      return Arrays.stream(nanos).map(TimeUnit.NANOSECONDS::toMicros).sorted().toArray();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("port " + port + " did not answer each request with 200", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      group.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  private List<Channel> connect(EventLoopGroup group, int port, int count)
      throws InterruptedException {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(group)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel.pipeline().addLast(new HttpResponseDecoder(), new Answers());
                  }
                });
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    List<Channel> channels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      channels.add(bootstrap.connect(address).sync().channel());
    }
    return channels;
  }

  private void start(List<Channel> channels) {
    free.addAll(channels);
    startNanos = System.nanoTime();
    send();
  }

  /** Sends what is due, and comes back when the next one is. */
  private void send() {
    while (sent < tookNanos.length) {
      long early = startNanos + (long) dueNanos - System.nanoTime();
      if (early > 0) {
        var unused = loop.schedule(this::send, early, TimeUnit.NANOSECONDS);
        return;
      }
      Channel channel = free.poll();
      if (channel == null) {
        isWaitingForConnection = true;
        return;
      }
      channel.pipeline().get(Answers.class).dueNanos = startNanos + (long) dueNanos;
      // A failure ends in exceptionCaught.
      var unused = channel.writeAndFlush(Unpooled.wrappedBuffer(REQUEST), channel.voidPromise());
      sent++;
      // Exponentially distributed, so that arrivals are independent of each other.
      dueNanos -= meanGapNanos * Math.log(1 - random.nextDouble());
    }
  }

  private void answered(Channel channel, long nanos) {
    tookNanos[answered++] = nanos;
    free.add(channel);
    if (answered == tookNanos.length) {
      done.complete(tookNanos);
    } else if (isWaitingForConnection) {
      isWaitingForConnection = false;
      send();
    }
  }

  /** Of one connection, which carries one request at a time. */
  private final class Answers extends SimpleChannelInboundHandler<HttpObject> {

    private long dueNanos;

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
      if (part.decoderResult().isFailure()
          || (part instanceof HttpResponse response && response.status().code() != 200)) {
        done.completeExceptionally(new IllegalStateException("answered with " + part));
      } else if (part instanceof LastHttpContent) {
        answered(context.channel(), System.nanoTime() - dueNanos);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      done.completeExceptionally(new IllegalStateException("a connection was closed"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      done.completeExceptionally(cause);
    }
  }
}
