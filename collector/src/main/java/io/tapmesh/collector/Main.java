package io.tapmesh.collector;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import io.tapmesh.schemas.StopSignals;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one collector until SIGTERM or SIGINT, then stores what it has read; a second signal ends it
 * at once, which loses nothing: the next owner reads it again. Ends with 0 in both cases.
 */
public final class Main {

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);
  private static final String USAGE = "usage: collector --config FILE";

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
    try (Collector collector = Collector.start(CollectorConfig.load(Path.of(args[1])))) {
      new StopSignals(() -> Runtime.getRuntime().halt(ExitCode.OK.code())).awaitFirst();
      LOG.info("Storing what has been read: {}", collector.status());
    } catch (StartupException e) {
      System.err.println(e.getMessage());
      return e.exitCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.SOFTWARE;
    }
    LOG.info("Stopped");
    return ExitCode.OK;
  }
}
