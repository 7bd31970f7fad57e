package io.tapmesh.proxy.relay;

import io.netty.channel.Channel;
import io.tapmesh.proxy.telemetry.Clock;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who has connected, and when.
 *
 * @param acceptedNanos by {@link Clock#nanos}
 * @param address the textual address at the other end
 */
record ClientStart(long acceptedNanos, @Nullable String address) {

  static ClientStart of(Channel channel) {
    return new ClientStart(Clock.nanos(), addressOf(channel));
  }

  static @Nullable String addressOf(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? address.getAddress().getHostAddress()
        : null;
  }
}
