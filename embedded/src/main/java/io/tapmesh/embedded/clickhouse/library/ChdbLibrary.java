package io.tapmesh.embedded.clickhouse.library;

import static java.util.Objects.requireNonNull;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the engine's library lies. */
public final class ChdbLibrary {

  private static final String VERSION = "26.7.3-stable.1";

  private final Path cache;

  ChdbLibrary(Path cache) {
    this.cache = requireNonNull(cache, "cache");
  }

  /** The cache that the environment names. */
  public static ChdbLibrary fromEnvironment() {
    String cache = System.getenv("TAPMESH_CACHE");
    String xdg = System.getenv("XDG_CACHE_HOME");
    if (cache != null) {
      return new ChdbLibrary(Path.of(cache));
    }
    return new ChdbLibrary(
        (xdg != null ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache"))
            .resolve("tapmesh"));
  }

  /** The library's file. */
  public Path file() {
    Path file = cache.resolve("chdb").resolve(VERSION).resolve("libchdb.so");
    if (!Files.exists(file)) {
      throw new StartupException(ExitCode.NO_INPUT, "no ClickHouse library at " + file);
    }
    return file;
  }
}
