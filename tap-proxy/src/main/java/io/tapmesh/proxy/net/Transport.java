package io.tapmesh.proxy.net;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How sockets are served; the fastest first. */
public enum Transport {
  IO_URING(IoUringServerSocketChannel.class, IoUringSocketChannel.class),
  EPOLL(EpollServerSocketChannel.class, EpollSocketChannel.class),
  NIO(NioServerSocketChannel.class, NioSocketChannel.class);

  static {
    ReadBuffers.readOnceWhenAsked();
  }

  private final Class<? extends ServerChannel> serverChannel;
  private final Class<? extends Channel> channel;

  Transport(Class<? extends ServerChannel> serverChannel, Class<? extends Channel> channel) {
    this.serverChannel = serverChannel;
    this.channel = channel;
  }

  /**
   * The transport of this name.
   *
   * @param name as configured; {@code auto} for the first that this machine has
   * @throws IllegalArgumentException if this machine does not have it
   */
  public static Transport of(String name) {
    if (name.equals("auto")) {
      return IO_URING.isAvailable() ? IO_URING : EPOLL.isAvailable() ? EPOLL : NIO;
    }
    Transport transport = valueOf(name.toUpperCase(Locale.ROOT));
    if (!transport.isAvailable()) {
      throw new IllegalArgumentException(
          "transport: \"" + name + "\" (expected: one that this machine has)");
    }
    return transport;
  }

  private boolean isAvailable() {
    return switch (this) {
      case IO_URING -> IoUring.isAvailable();
      case EPOLL -> Epoll.isAvailable();
      case NIO -> true;
    };
  }

  /**
   * Starts event loops.
   *
   * @param name of the threads
   */
  public MultiThreadIoEventLoopGroup newGroup(int threads, String name) {
    return new MultiThreadIoEventLoopGroup(
        threads, new DefaultThreadFactory(name, true), newHandler());
  }

  private IoHandlerFactory newHandler() {
    return switch (this) {
      case IO_URING ->
          ReadBuffers.areSupported()
              ? IoUringIoHandler.newFactory(ReadBuffers.config())
              : IoUringIoHandler.newFactory();
      case EPOLL -> EpollIoHandler.newFactory();
      case NIO -> NioIoHandler.newFactory();
    };
  }

  /**
   * For {@link io.netty.channel.uring.IoUringChannelOption#IO_URING_BUFFER_GROUP_ID} of the
   * connections on {@link #newGroup}; null if they bring their own buffers.
   */
  public @Nullable Short readBuffers() {
    return this == IO_URING && ReadBuffers.areSupported() ? ReadBuffers.GROUP : null;
  }

  public Class<? extends ServerChannel> serverChannel() {
    return serverChannel;
  }

  public Class<? extends Channel> channel() {
    return channel;
  }
}
