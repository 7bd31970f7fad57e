package io.tapmesh.standalone.demo;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds ports for processes that are started later. They come from below the range from which Linux
 * takes ports by itself (32768 on), so that no connection that is made in the meantime can get one.
 */
final class FreePorts {

  private static final int FIRST = 21_000;
  private static final int LAST = 31_999;

  private FreePorts() {}

  /**
   * Different free ports on 127.0.0.1, the lowest first.
   *
   * @throws StartupException if there are not that many
   */
  static List<Integer> find(int count) {
    List<Integer> found = new ArrayList<>(count);
    for (int port = FIRST; port <= LAST && found.size() < count; port++) {
      if (isFree(port)) {
        found.add(port);
      }
    }
    if (found.size() < count) {
      throw new StartupException(
          ExitCode.UNAVAILABLE,
          "of the ports "
              + FIRST
              + " to "
              + LAST
              + " only "
              + found.size()
              + " are free (expected: "
              + count
              + ")");
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
