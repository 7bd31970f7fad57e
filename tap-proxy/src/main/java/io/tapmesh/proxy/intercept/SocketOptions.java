package io.tapmesh.proxy.intercept;

import io.netty.channel.ChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Options of Linux sockets that Netty has no name for, or one for each transport. They work with
 * io_uring and epoll. Numbers are those of {@code asm-generic/socket.h}, {@code linux/in.h} and
 * {@code linux/netfilter_ipv4.h}; they are the same on x86-64 and arm64.
 */
public final class SocketOptions {

  private static final int SOL_IP = 0;
  private static final int SOL_SOCKET = 1;
  private static final int SOL_IPV6 = 41;
  private static final int IPV4_BYTES = 4;

  /** {@code sizeof(struct sockaddr_in)}. */
  private static final int IPV4_LENGTH = 16;

  /** {@code sizeof(struct sockaddr_in6)}. */
  private static final int IPV6_LENGTH = 28;

  /** What packet filters know the proxy's own packets by; needs {@code CAP_NET_ADMIN}. */
  public static final ChannelOption<Integer> MARK =
      new IntegerUnixChannelOption("SO_MARK", SOL_SOCKET, 36);

  /**
   * 1 lets a socket have an address that is not the machine's, of either family; needs {@code
   * CAP_NET_ADMIN}.
   */
  public static final ChannelOption<Integer> TRANSPARENT =
      new IntegerUnixChannelOption("IP_TRANSPARENT", SOL_IP, 19);

  /**
   * 1 leaves the choice of a port to connect(), which then may give the same one to connections
   * with different destinations.
   */
  public static final ChannelOption<Integer> BIND_ADDRESS_NO_PORT =
      new IntegerUnixChannelOption("IP_BIND_ADDRESS_NO_PORT", SOL_IP, 24);

  static final ChannelOption<ByteBuffer> ORIGINAL_DESTINATION =
      new RawUnixChannelOption("SO_ORIGINAL_DST", SOL_IP, 80, IPV4_LENGTH);

  static final ChannelOption<ByteBuffer> ORIGINAL_DESTINATION_IPV6 =
      new RawUnixChannelOption("IP6T_SO_ORIGINAL_DST", SOL_IPV6, 80, IPV6_LENGTH);

  private SocketOptions() {}

  /** The loopback address of the same family. */
  public static InetAddress loopbackOf(InetAddress address) {
    byte[] loopback = new byte[address.getAddress().length];
    loopback[loopback.length - 1] = 1;
    if (loopback.length == IPV4_BYTES) {
      loopback[0] = 127;
    }
    try {
      return InetAddress.getByAddress(loopback);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + loopback.length + " bytes", e);
    }
  }
}
