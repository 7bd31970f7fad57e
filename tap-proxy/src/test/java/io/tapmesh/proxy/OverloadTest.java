package io.tapmesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.ProxyProcess;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory that is used up costs requests, never the proxy. */
final class OverloadTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final int CLIENTS = 200;

  @TempDir Path folder;

  @Test
  @Tag("slow")
  void clientsThatDoNotReadAreResetBeforeBuffersRunOutAndOthersAreServedAgain() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        ProxyProcess proxy = proxy((InetSocketAddress) server.getLocalSocketAddress())) {
      serveWithoutEnd(server);
      InetSocketAddress address = proxy.address("inbound");
      List<Socket> stalled = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(address);
        socket.getOutputStream().write(GET.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        stalled.add(socket);
      }
      Wait.until(
          "something is shed",
          Duration.ofMinutes(2),
          () -> shed(proxy, "connection") + shed(proxy, "stalled") > 0);
      for (Socket socket : stalled) {
        socket.close();
      }

      Wait.until("others are served again", Duration.ofMinutes(2), () -> isServed(address));
      assertThat(proxy.terminate().exitCode()).as(proxy.output()).isZero();
      assertThat(proxy.output()).doesNotContain("OutOfMemory").doesNotContain("LEAK");
    }
  }

  private ProxyProcess proxy(InetSocketAddress application) throws IOException {
    String yaml =
        """
        apiVersion: tapmesh.io/v1
        kind: TapProxy
        metadata: {name: small}
        spec:
          admin: {listen: '127.0.0.1:0'}
          eventLoopThreads: 1
          memory: {budget: 160MiB}
          drain: {timeout: 1s}
        %s"""
            .formatted(Proxies.inboundYaml(application));
    List<String> options = List.of("-Xmx64m", "-XX:MaxDirectMemorySize=128m");
    return ProxyProcess.of(folder, options, yaml);
  }

  /** Answers everything with more than anybody will read. */
  private static void serveWithoutEnd(ServerSocket server) {
    Thread acceptor =
        new Thread(
            () -> {
              try {
                while (true) {
                  Socket socket = server.accept();
                  Thread writer = new Thread(() -> write(socket), "writer");
                  writer.setDaemon(true);
                  writer.start();
                }
              } catch (IOException e) {
                // Closed at the end of the test.
              }
            },
            "acceptor");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  private static void write(Socket socket) {
    try (Wire wire = new Wire(socket)) {
      wire.readHead();
      wire.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n");
      OutputStream out = wire.out();
      byte[] block = new byte[1 << 16];
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      // The proxy has had enough.
    }
  }

  private static long shed(ProxyProcess proxy, String what) throws Exception {
    try (Wire wire = Wire.connect(proxy.address("admin"))) {
      wire.send("GET /metrics HTTP/1.0\r\n\r\n");
      Matcher line =
          Pattern.compile("tapmesh_proxy_shed_total\\{what=\"" + what + "\"} (\\d+)")
              .matcher(wire.readToEnd());
      assertThat(line.find()).isTrue();
      return Long.parseLong(line.group(1));
    }
  }

  private static boolean isServed(InetSocketAddress address) throws IOException {
    try (Wire wire = Wire.connect(address)) {
      wire.send(GET);
      String head = wire.readHead();
      assertThat(head).matches(text -> text.contains(" 200 ") || text.contains("overloaded"));
      return head.contains(" 200 ");
    } catch (SocketException | java.io.EOFException e) {
      // Reset as one of those that do not read.
      return false;
    }
  }
}
