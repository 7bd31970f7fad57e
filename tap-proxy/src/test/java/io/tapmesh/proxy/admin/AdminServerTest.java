package io.tapmesh.proxy.admin;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdminServerTest {

  private static final int MORE_THAN_THREADS = 30;

  @Test
  void requestsThatDoNotEndDoNotKeepProbesFromBeingAnsweredForLong() throws Exception {
    List<Socket> unfinished = new ArrayList<>();
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    AdminPage alive = AdminPage.of(() -> AdminReply.text(200, "ok\n"));
    try (AdminServer server = AdminServer.start(any, Map.of("GET /livez", alive))) {
      for (int i = 0; i < MORE_THAN_THREADS; i++) {
        Socket socket = new Socket();
        socket.connect(server.address());
        socket.getOutputStream().write("GET /livez HTTP/1.1\r\nHost: a\r\nX".getBytes(US_ASCII));
        unfinished.add(socket);
      }
      Wait.until("a probe is answered", Duration.ofMinutes(2), () -> answers(server.address()));
    } finally {
      for (Socket socket : unfinished) {
        socket.close();
      }
    }
  }

  private static boolean answers(InetSocketAddress address) throws IOException {
    try (Wire wire = Wire.connect(address)) {
      wire.send("GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      return wire.readToEnd().startsWith("HTTP/1.1 200 OK");
    } catch (SocketException | EOFException e) {
      // There is no thread for it yet.
      return false;
    }
  }
}
