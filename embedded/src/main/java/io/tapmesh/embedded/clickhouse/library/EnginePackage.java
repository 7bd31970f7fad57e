package io.tapmesh.embedded.clickhouse.library;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.util.Locale;
import java.util.Map;

/**
 * An npm package with the engine's library for one platform, pinned by what it must contain.
 *
 * @param name of the package
 * @param sha512Base64 of the tarball, as npm's {@code dist.integrity} gives it
 * @param tarballBytes size of the tarball
 * @param libraryFile name of the library in it
 * @param libraryBytes size of the library
 */
record EnginePackage(
    String name,
    String version,
    String sha512Base64,
    long tarballBytes,
    String libraryFile,
    long libraryBytes) {

  /** The engine is ClickHouse 26.7.2. */
  private static final String VERSION = "26.7.3-stable.1";

  /**
   * The platforms whose package could be checked. Those for Linux on arm64 and for macOS are named
   * in npm's metadata, but were not in the registry when this version was pinned.
   */
  private static final Map<String, EnginePackage> BY_PLATFORM =
      Map.of(
          "linux-x64",
          new EnginePackage(
              "@chdb/lib-linux-x64-gnu",
              VERSION,
              "XP97mMqnc5tZpKQywR8N7cLTsHNiTmHr30pC5mzo3jWmukjKn2IBa60c2B/gWUNcuFjOMjWoorQICCqBVj5wpw==",
              177_817_999L,
              "libchdb.so",
              566_330_096L));

  /**
   * The package for an operating system and processor, as Java names them.
   *
   * @throws StartupException if there is none
   */
  static EnginePackage of(String osName, String osArch) {
    String platform = os(osName) + "-" + arch(osArch);
    EnginePackage found = BY_PLATFORM.get(platform);
    if (found == null) {
      throw new StartupException(
          ExitCode.NO_INPUT,
          "there is no ClickHouse engine as a library for "
              + platform
              + " (available: "
              + String.join(", ", BY_PLATFORM.keySet())
              + "): put a clickhouse binary on the PATH, or name a server with --clickhouse URL");
    }
    return found;
  }

  private static String os(String osName) {
    String name = osName.toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "darwin" : name.replace(' ', '-');
  }

  private static String arch(String osArch) {
    return switch (osArch) {
      case "amd64", "x86_64" -> "x64";
      case "aarch64" -> "arm64";
      default -> osArch;
    };
  }

  /** As npm's commands take it. */
  String specifier() {
    return name + "@" + version;
  }
}
