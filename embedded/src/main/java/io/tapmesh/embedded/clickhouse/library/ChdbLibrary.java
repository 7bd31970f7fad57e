package io.tapmesh.embedded.clickhouse.library;

import static java.util.Objects.requireNonNull;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * The engine's library in the user's cache, fetched from npm the first time: by the address that
 * the user's npm names, checked against a pinned checksum, and put in place in one step, so that a
 * file that is there is whole. Thread-safe, and safe against other processes.
 */
public final class ChdbLibrary {

  private static final Object FETCHING = new Object();

  private final Path cache;
  private final EnginePackage wanted;
  private final TarballLocator locator;
  private final FetchProgress progress;

  ChdbLibrary(Path cache, EnginePackage wanted, TarballLocator locator, FetchProgress progress) {
    this.cache = requireNonNull(cache, "cache");
    this.wanted = requireNonNull(wanted, "wanted");
    this.locator = requireNonNull(locator, "locator");
    this.progress = requireNonNull(progress, "progress");
  }

  /**
   * The library for this machine, in {@code $TAPMESH_CACHE}, or {@code tapmesh} in {@code
   * $XDG_CACHE_HOME} or {@code ~/.cache}.
   *
   * @throws StartupException if there is none for this machine
   */
  public static ChdbLibrary fromEnvironment() {
    return fromEnvironment(ConsoleProgress.onStandardError());
  }

  /** As {@link #fromEnvironment()}, telling {@code progress} of a download. */
  public static ChdbLibrary fromEnvironment(FetchProgress progress) {
    EnginePackage wanted =
        EnginePackage.of(System.getProperty("os.name"), System.getProperty("os.arch"));
    return new ChdbLibrary(
        cacheDirectory(System.getenv(), System.getProperty("user.home")),
        wanted,
        new Npm(),
        progress);
  }

  static Path cacheDirectory(Map<String, String> environment, String home) {
    String own = environment.getOrDefault("TAPMESH_CACHE", "");
    if (!own.isEmpty()) {
      return Path.of(own);
    }
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path caches = xdg.isEmpty() ? Path.of(home, ".cache") : Path.of(xdg);
    return caches.resolve("tapmesh");
  }

  /** Whether {@link #file()} needs no network. */
  public boolean isCached() {
    try {
      return Files.exists(target()) && Files.size(target()) == wanted.libraryBytes();
    } catch (IOException e) {
      return false; // It cannot be read, and fetching will say so.
    }
  }

  /**
   * The library's file; fetches it if it is not there.
   *
   * @throws StartupException if it cannot be had; the message says why
   */
  public Path file() {
    synchronized (FETCHING) {
      if (!isCached()) {
        fetch();
      }
      return target();
    }
  }

  private Path directory() {
    return cache.resolve("chdb").resolve(wanted.version());
  }

  private Path target() {
    return directory().resolve(wanted.libraryFile());
  }

  private void fetch() {
    try {
      Files.createDirectories(directory());
      try (FileChannel lockFile =
              FileChannel.open(
                  directory().resolve("fetch.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = lock(lockFile)) {
        // Whoever held the lock before may have fetched it.
        if (lock.isValid() && !isCached()) {
          fetchLocked();
        }
      }
    } catch (IOException e) {
      throw new StartupException(
          ExitCode.IO_ERROR,
          "the ClickHouse engine cannot be stored in " + directory() + ": " + e.getMessage(),
          e);
    }
  }

  private FileLock lock(FileChannel file) throws IOException {
    FileLock lock = file.tryLock();
    if (lock != null) {
      return lock;
    }
    progress.phase("waiting for another process that fetches the ClickHouse engine");
    return file.lock();
  }

  private void fetchLocked() throws IOException {
    requireSpace();
    Path part = directory().resolve("package.tgz.part");
    Path unpacked = directory().resolve(wanted.libraryFile() + ".part");
    progress.phase(
        "fetching the ClickHouse engine once, "
            + wanted.tarballBytes() / 1_000_000
            + " MB, into "
            + directory());
    new Download(progress, System.getenv())
        .fetch(locator.locate(wanted), part, wanted.tarballBytes());
    Tarball tarball = new Tarball(part, wanted);
    tarball.verify();
    progress.phase("unpacking it");
    tarball.extractTo(unpacked, progress);
    Files.move(
        unpacked, target(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Files.delete(part);
  }

  private void requireSpace() throws IOException {
    long needed = wanted.tarballBytes() + wanted.libraryBytes();
    long usable = Files.getFileStore(directory()).getUsableSpace();
    if (usable < needed) {
      throw new StartupException(
          ExitCode.IO_ERROR,
          "the ClickHouse engine needs "
              + needed / 1_000_000
              + " MB in "
              + directory()
              + ", where only "
              + usable / 1_000_000
              + " MB are free");
    }
  }
}
