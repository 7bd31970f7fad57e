package io.tapmesh.proxy.relay;

import io.netty.channel.Channel;
import io.tapmesh.proxy.telemetry.Clock;
import io.tapmesh.proxy.telemetry.TlsFacts;
import io.tapmesh.proxy.tls.TlsEnd;
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

  static @Nullable String addressOf(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? address.getAddress().getHostAddress()
        : null;
  }
}
