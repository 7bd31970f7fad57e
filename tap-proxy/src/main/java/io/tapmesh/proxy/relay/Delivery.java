package io.tapmesh.proxy.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.tapmesh.proxy.telemetry.Clock;
import io.tapmesh.proxy.telemetry.Exchange;
import java.util.concurrent.TimeUnit;

/**
 * Finds out what becomes of an answer whose client had ended its side before it was complete. Such
 * a client may have nothing more to ask, or may have gone away after its own timeout; both look the
 * same until its system either acknowledges the answer or refuses it with a reset.
 *
 * <p>The exchange ends when that is known, with the time of its last write. Used on the event loop
 * of the connection only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Lost connections are told by channelInactive.
final class Delivery implements ChannelFutureListener {

  private static final long FIRST_REST_MILLIS = 1;

  /** A client that reads until the end gets it this much later at most. */
  private static final long MAX_REST_MILLIS = 8;

  private final Channel channel;
  private final Exchange exchange;

  private long restMillis = FIRST_REST_MILLIS;
  private long writtenNanos;
  private boolean written;
  private boolean known;
  private boolean closes;

  Delivery(Channel channel, Exchange exchange) {
    this.channel = channel;
    this.exchange = exchange;
  }

  /** The last byte of the answer has been handed to the operating system, or never will be. */
  @Override
  public void operationComplete(ChannelFuture lastWrite) {
    writtenNanos = Clock.nanos();
    written = true;
    if (lastWrite.isSuccess()) {
      // Whoever closes the connection before, be it for time that is up, ends the wait.
      channel.closeFuture().addListener(closed -> learn(false));
      keepLooking();
    } else {
      learn(false);
    }
  }

  /** Closes the connection as soon as nothing is to be learned from it any more. */
  void thenClose() {
    closes = true;
    if (known) {
      channel.close();
    } else if (written) {
      // An event of the connection leads here, which may be its reset.
      look();
    }
  }

  private void keepLooking() {
    look();
    if (!known) {
      channel.eventLoop().schedule(this::keepLooking, restMillis, TimeUnit.MILLISECONDS);
      restMillis = Math.min(2 * restMillis, MAX_REST_MILLIS);
    }
  }

  private void look() {
    if (!known && !(channel.isOpen() && Sockets.hasUnacknowledged(channel))) {
      learn(channel.isOpen() && !Sockets.wasReset(channel));
    }
  }

  private void learn(boolean delivered) {
    if (known) {
      return;
    }
    known = true;
    if (!delivered) {
      exchange.failed(Exchange.CLIENT_CLOSED);
    }
    try {
      exchange.endAt(writtenNanos);
    } finally {
      if (closes) {
        channel.close();
      }
    }
  }
}
