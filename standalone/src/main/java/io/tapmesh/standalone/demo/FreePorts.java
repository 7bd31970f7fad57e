package io.tapmesh.standalone.demo;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds ports for processes that are started later. They come from below the range from which Linux
 * takes ports by itself (32768 on), so that no connection that is made in the meantime can get one,
 * and from a block of which a locked file says that it is ours, so that no other demo takes them.
 */
final class FreePorts {

  private static final int FIRST = 21_000;
  private static final int LAST = 31_999;
  private static final int BLOCK = 200;

  /** Of this process, by the first port of the block. They are held as long as they are here. */
  private static final Map<Integer, FileLock> held = new HashMap<>();

  private FreePorts() {}

  /**
   * Different free ports on 127.0.0.1 of one block, the lowest first. The block is this process's
   * until it ends.
   *
   * @param count up to 200
   * @throws StartupException if no block has that many
   */
  static List<Integer> find(int count) {
    return find(count, Path.of(System.getProperty("java.io.tmpdir")));
  }

  /**
   * The same.
   *
   * @param folder for the locked files; the same for all that are not to get in each other's way
   */
  static synchronized List<Integer> find(int count, Path folder) {
    IOException refused = null;
    for (int first = FIRST; first + BLOCK - 1 <= LAST; first += BLOCK) {
      // To open the file of a lock that we have, and to close it, would give the lock away.
      if (held.containsKey(first)) {
        continue;
      }
      FileLock lock;
      try {
        lock = lock(folder.resolve("tapmesh-demo-ports-" + first + ".lock"));
      } catch (IOException e) {
        // Another user's, perhaps.
        refused = e;
        continue;
      }
      if (lock == null) {
        continue;
      }
      List<Integer> found = freeOf(first, count);
      if (found.size() == count) {
        held.put(first, lock);
        return found;
      }
      close(lock.channel());
    }
    throw new StartupException(
        ExitCode.UNAVAILABLE,
        "of the ports "
            + FIRST
            + " to "
            + LAST
            + " no block of "
            + BLOCK
            + " that no other demo uses has "
            + count
            + " free ones"
            + (refused == null
                ? ""
                : "; a file that says whose one is cannot be locked: " + refused),
        refused);
  }

  /** Null if another process has it. */
  private static @Nullable FileLock lock(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, CREATE, WRITE, LinkOption.NOFOLLOW_LINKS);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return lock;
  }

  private static void close(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Integer> freeOf(int first, int count) {
    List<Integer> found = new ArrayList<>(count);
    for (int port = first; port < first + BLOCK && found.size() < count; port++) {
      if (isFree(port)) {
        found.add(port);
      }
    }
    return found;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
