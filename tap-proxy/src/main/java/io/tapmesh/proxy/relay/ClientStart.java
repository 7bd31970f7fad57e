package io.tapmesh.proxy.relay;

import io.netty.channel.Channel;
import io.tapmesh.proxy.hop.ClientHop;
import io.tapmesh.proxy.hop.HopHeaders;
import io.tapmesh.proxy.telemetry.Clock;
import io.tapmesh.proxy.telemetry.TlsFacts;
import io.tapmesh.proxy.tls.TlsEnd;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who has connected, and when.
 *
 * @param acceptedNanos by {@link Clock#nanos}
 * @param address the textual address at the other end
 * @param tls if we terminate it
 */
record ClientStart(long acceptedNanos, @Nullable String address, @Nullable TlsFacts tls) {

  static ClientStart of(Channel channel) {
    return new ClientStart(Clock.nanos(), addressOf(channel), TlsEnd.factsOf(channel));
  }

  /** What requests of a connection tell the next hop of its client. */
  static ClientHop hopOf(Channel channel, HopHeaders wanted) {
    InetAddress client =
        channel.remoteAddress() instanceof InetSocketAddress address ? address.getAddress() : null;
    return new ClientHop(wanted, client, TlsEnd.factsOf(channel) != null);
  }

  static @Nullable String addressOf(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? address.getAddress().getHostAddress()
        : null;
  }
}
