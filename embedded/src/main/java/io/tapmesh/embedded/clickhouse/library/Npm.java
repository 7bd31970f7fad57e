package io.tapmesh.embedded.clickhouse.library;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks the npm on this machine, which knows the user's registry; we know none. */
final class Npm implements TarballLocator {

  private static final long TIMEOUT_SECONDS = 60;

  private final String command;

  Npm() {
    this("npm");
  }

  Npm(String command) {
    this.command = command;
  }

  @Override
  public URI locate(EnginePackage wanted) {
    String output = view(wanted);
    String address = output.strip().replace("\"", "");
    try {
      URI uri = URI.create(address);
      if (uri.getScheme() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw failed(wanted, "it answered '" + address + "' where an address was expected", e);
    }
    throw failed(wanted, "it answered '" + address + "' where an address was expected", null);
  }

  private String view(EnginePackage wanted) {
    Path errors = null;
    try {
      errors = Files.createTempFile("tapmesh-npm", ".log");
      Process npm =
          new ProcessBuilder(command, "view", wanted.specifier(), "dist.tarball", "--json")
              .redirectError(errors.toFile())
              .start();
      npm.getOutputStream().close();
      String output = new String(npm.getInputStream().readAllBytes(), UTF_8);
      if (!npm.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        npm.destroyForcibly();
        throw failed(wanted, "no answer in " + TIMEOUT_SECONDS + " s", null);
      }
      if (npm.exitValue() != 0) {
        throw failed(wanted, errorCode(Files.readString(errors)), null);
      }
      return output;
    } catch (IOException e) {
      throw new StartupException(
          ExitCode.NO_INPUT,
          "npm is needed to fetch the ClickHouse engine and cannot be run: install Node.js with"
              + " npm, put a clickhouse binary on the PATH, or name a server with --clickhouse URL",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(wanted, "interrupted", e);
    } finally {
      delete(errors);
    }
  }

  /** Of npm's many lines those that say what is wrong: {@code npm error code E404}. */
  private static String errorCode(String errors) {
    return errors
        .lines()
        .filter(line -> line.matches("npm (error|ERR!) (code|errno|network) .*"))
        .map(line -> line.replaceFirst("npm (error|ERR!) ", ""))
        .limit(2)
        .reduce((a, b) -> a + ", " + b)
        .orElse("it failed without saying why");
  }

  private static StartupException failed(
      EnginePackage wanted, String why, @Nullable Throwable cause) {
    return new StartupException(
        ExitCode.UNAVAILABLE,
        "npm view "
            + wanted.specifier()
            + " failed ("
            + why
            + "): the ClickHouse engine is fetched once and needs the network for that",
        cause);
  }

  private static void delete(@Nullable Path file) {
    if (file != null && !file.toFile().delete()) {
      file.toFile().deleteOnExit();
    }
  }
}
