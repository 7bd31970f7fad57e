package io.tapmesh.api;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code --config FILE}: runs the API until the process is told to stop. */
public final class Main {

  private static final Logger log = LoggerFactory.getLogger(Main.class);
  private static final String USAGE = "usage: api --config FILE";

  private Main() {}

  /** Exits with one of {@link ExitCode}; errors go to standard error, one line each. */
  public static void main(String[] args) {
    try {
      AnalyticsApi api = AnalyticsApi.start(ApiConfigFile.load(configFile(args)));
      Runtime.getRuntime().addShutdownHook(new Thread(api::close, "stop"));
      log.info("listening on {}", api.uri());
    } catch (StartupException e) {
      System.err.println(e.getMessage());
      System.exit(e.exitCode().code());
    }
  }

  private static Path configFile(String[] args) {
    if (args.length == 2 && args[0].equals("--config")) {
      return Path.of(args[1]);
    }
    if (args.length == 1 && args[0].startsWith("--config=")) {
      return Path.of(args[0].substring("--config=".length()));
    }
    throw new StartupException(
        ExitCode.USAGE,
        "arguments: \"%s\" (expected: --config FILE)\n%s".formatted(String.join(" ", args), USAGE));
  }
}
