package io.tapmesh.proxy;

import io.tapmesh.proxy.relay.Endpoint;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What has to be done now and then and may wait: looking up names, following the wall clock. */
final class Upkeep implements AutoCloseable {

  private static final long RESOLVE_SECONDS = 10;
  private static final long CLOCK_SECONDS = 60;

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "tapmesh-upkeep");
            thread.setDaemon(true);
            return thread;
          });

  @SuppressWarnings("FutureReturnValueIgnored") // It runs until close.
  Upkeep(Runnable anchorClock) {
    executor.scheduleAtFixedRate(anchorClock, CLOCK_SECONDS, CLOCK_SECONDS, TimeUnit.SECONDS);
  }

  /** Looks a name up now, and again from time to time. */
  @SuppressWarnings("FutureReturnValueIgnored") // It runs until close.
  void resolve(Endpoint endpoint) {
    endpoint.resolve();
    if (endpoint.isName()) {
      executor.scheduleWithFixedDelay(
          endpoint::resolve, RESOLVE_SECONDS, RESOLVE_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
