package io.tapmesh.embedded.clickhouse.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerExpectContinueHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.tapmesh.embedded.clickhouse.engine.Engine;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for ClickHouse's clients and answers them from the engine. Thread-safe. */
public final class ClickHouseHttpServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ClickHouseHttpServer.class);

  private static final int MAX_URI_BYTES = 1 << 20;
  private static final int MAX_HEADER_BYTES = 1 << 20;
  private static final int CHUNK_BYTES = 256 << 10;
  private static final int BACKLOG = 512;
  private static final int IDLE_SECONDS = ResponseHeads.KEEP_ALIVE_SECONDS + 10;
  private static final long GRACE_MILLIS = 10_000;
  private static final long EXPIRY_SECONDS = 5;

  private final Sessions sessions;
  private final RunningQueries running;
  private final Workers workers;
  private final HttpService service;
  private final EventLoopGroup loops;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Channel listener;
  private boolean closed;

  /**
   * How the server listens and whom it lets in.
   *
   * @param address where to listen; port 0 takes any free one
   * @param passwords by user
   * @param maxConnections statements that run at the same time
   * @param maxWaitMillis how long a further one waits
   */
  public record Options(
      InetSocketAddress address,
      Map<String, String> passwords,
      int maxConnections,
      long maxWaitMillis) {}

  private ClickHouseHttpServer(Engine engine, Options options) {
    ResponseHeads heads =
        new ResponseHeads(engine.hostName(), engine.timezone(), Clock.systemUTC());
    sessions = new Sessions(engine);
    running = new RunningQueries(engine);
    workers = new Workers(options.maxConnections(), options.maxWaitMillis());
    workers.every(EXPIRY_SECONDS, sessions::expire);
    Users users = new Users(options.passwords());
    QueryHandler queries = new QueryHandler(users, sessions, running, heads, engine.version());
    service = new HttpService(heads, queries, running, workers);
    loops =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("clickhouse-io", true), NioIoHandler.newFactory());
    listener = bind(options.address());
  }

  /**
   * Begins to listen.
   *
   * @throws StartupException if the address cannot be had
   */
  public static ClickHouseHttpServer start(Engine engine, Options options) {
    return new ClickHouseHttpServer(engine, options);
  }

  private Channel bind(InetSocketAddress address) {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(256 << 10, 1 << 20))
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    connections.add(channel);
                    channel
                        .pipeline()
                        .addLast(new HttpServerCodec(MAX_URI_BYTES, MAX_HEADER_BYTES, CHUNK_BYTES))
                        .addLast(new HttpServerExpectContinueHandler())
                        .addLast(new IdleStateHandler(0, 0, IDLE_SECONDS))
                        .addLast(new HttpConnection(service));
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      stopThreads();
      throw new StartupException(
          ExitCode.UNAVAILABLE,
          "ClickHouse's HTTP interface cannot listen on "
              + address.getHostString()
              + ":"
              + address.getPort()
              + ": "
              + bound.cause().getMessage(),
          bound.cause());
    }
    return bound.channel();
  }

  /** The port in use, also where 0 was asked for. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /**
   * Takes no more requests, lets those under way end for some seconds, ends the rest, and closes
   * every session of the engine.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    listener.close().awaitUninterruptibly();
    service.close();
    drain();
    connections.close().awaitUninterruptibly();
    sessions.close();
    stopThreads();
  }

  private void drain() {
    boolean interrupted = false;
    boolean ended = false;
    long waitMillis = GRACE_MILLIS;
    while (!ended) {
      try {
        ended = workers.drain(waitMillis);
      } catch (InterruptedException e) {
        interrupted = true; // The engine must not be left running; hurry instead.
      }
      if (!ended) {
        log.info("ending {} ClickHouse statements that still run", running.count());
        running.killAll();
        waitMillis = 1_000;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void stopThreads() {
    workers.close();
    running.close();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
