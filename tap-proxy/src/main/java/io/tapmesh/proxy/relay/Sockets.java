package io.tapmesh.proxy.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;

/** What sockets do beyond reading and writing. */
@SuppressWarnings("FutureReturnValueIgnored") // Lost connections are told by channelInactive.
final class Sockets {

  private Sockets() {}

  /** Closes with a reset instead of an orderly end; unsent data is thrown away. */
  static void reset(Channel channel) {
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.close();
    }
  }
}
