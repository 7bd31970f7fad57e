package io.tapmesh.standalone.mesh;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports that a user asked for. */
public final class Ports {

  private Ports() {}

  /**
   * Looks whether a port can be listened on, before anything slow starts.
   *
   * @param option what the user would change: {@code --port}
   * @throws StartupException if it is taken or not allowed; 0 always passes
   */
  public static void requireFree(int port, String option) {
    if (port < 0 || port > 65_535) {
      throw new StartupException(ExitCode.USAGE, option + ": " + port + " (expected: 0 to 65535)");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (BindException e) {
      String why =
          String.valueOf(e.getMessage()).contains("denied") ? "needs more rights" : "is taken";
      throw new StartupException(
          ExitCode.UNAVAILABLE,
          "port "
              + port
              + " of 127.0.0.1 "
              + why
              + "; choose another with "
              + option
              + ", 0 for any",
          e);
    } catch (IOException e) {
      throw new StartupException(
          ExitCode.UNAVAILABLE, "port " + port + " of 127.0.0.1 cannot be used: " + e, e);
    }
  }
}
