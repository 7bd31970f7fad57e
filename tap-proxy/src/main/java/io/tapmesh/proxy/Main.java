package io.tapmesh.proxy;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import io.tapmesh.schemas.StopSignals;
import java.nio.file.Path;
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
      TapProxy proxy = TapProxy.start(ProxyConfig.load(Path.of(args[1])));
      StopSignals signals = new StopSignals(proxy::hurry);
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
}
