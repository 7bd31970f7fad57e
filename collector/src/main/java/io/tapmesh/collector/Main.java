package io.tapmesh.collector;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Runs one collector until it is told to stop: {@code --config FILE}. */
public final class Main {

  private static final String USAGE = "usage: collector --config FILE";

  private Main() {}

  /** Exits with a code of {@link ExitCode}. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] args) {
    try {
      run(args);
    } catch (StartupException e) {
      System.err.println(e.getMessage());
      System.exit(e.exitCode().code());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void run(String[] args) throws InterruptedException {
    if (args.length != 2 || !args[0].equals("--config")) {
      throw new StartupException(ExitCode.USAGE, USAGE);
    }
    Collector collector = Collector.start(CollectorConfig.load(Path.of(args[1])));
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  collector.close();
                  stopped.countDown();
                },
                "collector-stop"));
    stopped.await();
  }
}
