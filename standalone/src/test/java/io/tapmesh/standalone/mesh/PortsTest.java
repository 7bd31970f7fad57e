package io.tapmesh.standalone.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {

  @Test
  void saysWhichPortIsTakenAndWhatToDo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      StartupException e =
          catchThrowableOfType(StartupException.class, () -> Ports.requireFree(port, "--port"));

      assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
      assertThat(e)
          .hasMessage(
              "port " + port + " of 127.0.0.1 is taken; choose another with --port, 0 for any");
    }
  }

  @Test
  void refusesWhatIsNoPort() {
    StartupException e =
        catchThrowableOfType(StartupException.class, () -> Ports.requireFree(70_000, "--port"));

    assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void letsAnyPortPass() {
    assertThatCode(() -> Ports.requireFree(0, "--port")).doesNotThrowAnyException();
  }
}
