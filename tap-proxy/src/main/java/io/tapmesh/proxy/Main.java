package io.tapmesh.proxy;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import io.tapmesh.schemas.StopSignals;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one proxy until SIGTERM or SIGINT, then drains it; a second signal resets what is left. Ends
 * with 0 in both cases.
 */
public final class Main {

  private static final Logger log = LoggerFactory.getLogger(Main.class);
  private static final String USAGE = "usage: tap-proxy --config FILE";

  private Main() {}

  /** {@code --config FILE}; ends the process with an {@link ExitCode}. */
  public static void main(String[] args) {
    System.exit(run(args).code());
  }

  private static ExitCode run(String[] args) {
    if (args.length != 2 || !args[0].equals("--config")) {
      System.err.println(USAGE);
      return ExitCode.USAGE;
    }
    try {
      // Before the start: a signal that comes while it starts is not to end the process at once.
      AtomicReference<@Nullable TapProxy> running = new AtomicReference<>();
      StopSignals signals = new StopSignals(() -> with(running.get(), TapProxy::hurry));
      StopSignals.onHangUp(() -> with(running.get(), TapProxy::reload));
      TapProxy proxy = TapProxy.start(Path.of(args[1]));
      running.set(proxy);
      MemoryReport.check(proxy.config());
      signals.awaitFirst();
      log.info("draining");
      boolean complete = proxy.drain();
      log.info("stopped; {}", complete ? "nothing was lost" : "see the warnings above");
      return ExitCode.OK;
    } catch (StartupException e) {
      System.err.println(e.getMessage());
      return e.exitCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.SOFTWARE;
    }
  }

  private static void with(@Nullable TapProxy proxy, Consumer<TapProxy> action) {
    if (proxy != null) {
      action.accept(proxy);
    }
  }
}
