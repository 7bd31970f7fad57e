package io.tapmesh.proxy.relay;

import io.netty.channel.Channel;
import io.tapmesh.proxy.intercept.Refusal;
import io.tapmesh.proxy.telemetry.Clock;
import io.tapmesh.proxy.telemetry.LogLimit;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what should not happen on connections, at most once a second. */
final class RelayLog {

  private static final Logger log = LoggerFactory.getLogger(RelayLog.class);
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final AtomicLong nextNanos = new AtomicLong(Clock.nanos());
  private static final LogLimit mayLog = new LogLimit();
  private static final AtomicLong suppressed = new AtomicLong();

  private RelayLog() {}

  /** An intercepted connection that cannot be forwarded; also counted, by reason. */
  static void refused(Channel client, Refusal why, @Nullable SocketAddress to) {
    if (mayLog.mayLog()) {
      log.warn("{}: intercepted on its way to {} and refused: {}", client, to, why);
    }
  }

  /** An exception that reached the end of a pipeline; peers that go away are no news. */
  static void unexpected(Channel channel, Throwable cause) {
    if (!(cause instanceof IOException)) {
      unexpected(channel + ": closed", cause);
    }
  }

  /** A bug of ours; somebody goes on all the same. */
  static void unexpected(String whatHappened, Throwable cause) {
    long now = Clock.nanos();
    long next = nextNanos.get();
    if (now - next >= 0 && nextNanos.compareAndSet(next, now + PERIOD_NANOS)) {
      log.warn(
          "{} by an unexpected error ({} more were not logged)",
          whatHappened,
          suppressed.getAndSet(0),
          cause);
    } else {
      suppressed.incrementAndGet();
    }
  }
}
