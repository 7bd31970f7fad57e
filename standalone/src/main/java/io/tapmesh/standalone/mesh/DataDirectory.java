package io.tapmesh.standalone.mesh;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Where a mesh on one machine keeps everything: {@code kafka/}, {@code clickhouse/}, {@code logs/},
 * {@code run/} for what is made anew at each start. Locked as long as it is in use.
 */
public final class DataDirectory implements AutoCloseable {

  private final Path root;
  private final FileChannel lock;

  private DataDirectory(Path root, FileChannel lock) {
    this.root = root;
    this.lock = lock;
  }

  /** {@code $XDG_DATA_HOME/tapmesh/NAME}, as the XDG base directory specification has it. */
  public static Path standard(String name) {
    String configured = System.getenv("XDG_DATA_HOME");
    // The specification: a relative path is invalid and to be ignored.
    Path base =
        configured != null && Path.of(configured).isAbsolute()
            ? Path.of(configured)
            : Path.of(System.getProperty("user.home"), ".local", "share");
    return base.resolve("tapmesh").resolve(name);
  }

  /**
   * Makes the directory if needed and takes it for this process.
   *
   * @throws StartupException if it cannot be written, or another process has it
   */
  public static DataDirectory take(Path root) {
    Path absolute = root.toAbsolutePath().normalize();
    try {
      for (String part : new String[] {"logs", "run"}) {
        Files.createDirectories(absolute.resolve(part));
      }
      FileChannel channel =
          FileChannel.open(
              absolute.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      @Nullable FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        throw new StartupException(
            ExitCode.UNAVAILABLE,
            "the data directory "
                + absolute
                + " is in use by another tapmesh (stop that one, or name another with --data)");
      }
      return new DataDirectory(absolute, channel);
    } catch (IOException e) {
      throw new StartupException(
          ExitCode.IO_ERROR, "the data directory " + absolute + " cannot be written: " + e, e);
    }
  }

  /** A file or directory in it. */
  public Path path(String first, String... more) {
    return root.resolve(Path.of(first, more));
  }

  @Override
  public String toString() {
    return root.toString();
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot release " + root, e);
    }
  }
}
