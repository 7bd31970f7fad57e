package io.tapmesh.proxy.intercept;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where a client wanted to connect to before the kernel led it to us. */
public final class OriginalDestination {

  private static final int PORT_OFFSET = 2;
  private static final int IPV4_OFFSET = 4;
  private static final int IPV4_BYTES = 4;

  /** After the family, the port and the flow information. */
  private static final int IPV6_OFFSET = 8;

  private static final int IPV6_BYTES = 16;

  private OriginalDestination() {}

  /**
   * Asks the kernel. To be called on the channel's event loop; it does not wait.
   *
   * @return null if the connection has ended, or was led here by nobody and so is not known to the
   *     connection tracking
   */
  public static @Nullable InetSocketAddress of(Channel client, InterceptMode mode) {
    if (mode == InterceptMode.TPROXY) {
      return client.localAddress() instanceof InetSocketAddress local ? local : null;
    }
    if (!(client.remoteAddress() instanceof InetSocketAddress remote)) {
      return null;
    }
    try {
      // A listener on [::] gets connections of both families; those of IPv4 have mapped addresses.
      return remote.getAddress() instanceof Inet4Address
          ? read(
              client.config().getOption(SocketOptions.ORIGINAL_DESTINATION),
              IPV4_OFFSET,
              IPV4_BYTES)
          : read(
              client.config().getOption(SocketOptions.ORIGINAL_DESTINATION_IPV6),
              IPV6_OFFSET,
              IPV6_BYTES);
    } catch (ChannelException e) {
      // ENOENT: no such connection is tracked. The caller counts it.
      return null;
    }
  }

  /** Reads a {@code sockaddr}, whose port and address are in network order. */
  static @Nullable InetSocketAddress read(
      @Nullable ByteBuffer sockaddr, int addressOffset, int addressBytes) {
    if (sockaddr == null) {
      return null;
    }
    byte[] bytes = new byte[addressBytes];
    int port =
        Byte.toUnsignedInt(sockaddr.get(PORT_OFFSET)) << 8
            | Byte.toUnsignedInt(sockaddr.get(PORT_OFFSET + 1));
    for (int i = 0; i < addressBytes; i++) {
      bytes[i] = sockaddr.get(addressOffset + i);
    }
    try {
      return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + addressBytes + " bytes", e);
    }
  }
}
