package io.tapmesh.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@code clickhouse} program of the machine.
 *
 * @param version as it says itself, for instance {@code 24.8.14.39}
 */
record ClickHouseBinary(Path file, String version) {

  private static final Logger log = LoggerFactory.getLogger(ClickHouseBinary.class);

  /** The oldest whose SQL ours was written for; Debian still packages 18.16. */
  static final int LEAST_MAJOR = 24;

  static final int LEAST_MINOR = 8;

  private static final Pattern VERSION = Pattern.compile("version (\\d+)\\.(\\d+)[.0-9]*");
  private static final long TIMEOUT_SECONDS = 20;

  /** The first one on the path that is recent enough; others are named in the log. */
  static Optional<ClickHouseBinary> onPath(String searchPath) {
    for (String directory : searchPath.split(Pattern.quote(File.pathSeparator), -1)) {
      Path file = Path.of(directory.isEmpty() ? "." : directory, "clickhouse");
      if (Files.isRegularFile(file) && Files.isExecutable(file)) {
        Optional<ClickHouseBinary> usable = usable(file);
        if (usable.isPresent()) {
          return usable;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<ClickHouseBinary> usable(Path file) {
    String said;
    try {
      said = askVersion(file);
    } catch (IOException e) {
      log.info("passing over {}: {}", file, e.getMessage());
      return Optional.empty();
    }
    Matcher version = VERSION.matcher(said);
    if (!version.find()) {
      log.info("passing over {}: it does not tell its version", file);
      return Optional.empty();
    }
    if (!recentEnough(version.group(1), version.group(2))) {
      log.info(
          "passing over {}: {} (expected: >= {}.{})",
          file,
          version.group(),
          LEAST_MAJOR,
          LEAST_MINOR);
      return Optional.empty();
    }
    return Optional.of(new ClickHouseBinary(file, version.group().substring("version ".length())));
  }

  static boolean recentEnough(String major, String minor) {
    int majorNumber = Integer.parseInt(major);
    return majorNumber > LEAST_MAJOR
        || (majorNumber == LEAST_MAJOR && Integer.parseInt(minor) >= LEAST_MINOR);
  }

  private static String askVersion(Path file) throws IOException {
    Process process =
        new ProcessBuilder(file.toString(), "server", "--version")
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("no answer to --version in " + TIMEOUT_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }
}
