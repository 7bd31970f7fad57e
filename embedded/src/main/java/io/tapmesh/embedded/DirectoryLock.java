package io.tapmesh.embedded;

import static java.util.Objects.requireNonNull;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a data directory to one engine at a time, in this process or another. Taken before the
 * engine touches its files: two writers would ruin them before either noticed.
 */
public final class DirectoryLock implements AutoCloseable {

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Makes the directory if needed and takes its lock; the operating system drops it when the
   * process dies.
   *
   * @param owner names the engine in the error, for instance {@code Kafka}
   * @throws StartupException if another engine holds it, or it cannot be written
   */
  public static DirectoryLock take(Path directory, String owner) {
    requireNonNull(directory, "directory");
    Path file = directory.resolve("tapmesh.lock");
    FileChannel channel;
    FileLock lock;
    try {
      Files.createDirectories(directory);
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new StartupException(
          ExitCode.IO_ERROR, owner + " cannot write to " + directory + ": " + e, e);
    }
    lock = tryLock(channel, file, owner);
    if (lock == null) {
      closeQuietly(channel);
      throw new StartupException(
          ExitCode.UNAVAILABLE, owner + " is already running on the data directory " + directory);
    }
    return new DirectoryLock(channel);
  }

  private static @Nullable FileLock tryLock(FileChannel channel, Path file, String owner) {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // Held by this very JVM.
    } catch (IOException e) {
      closeQuietly(channel);
      throw new StartupException(ExitCode.IO_ERROR, owner + " cannot lock " + file + ": " + e, e);
    }
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("cannot close a lock file", e);
    }
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }
}
