package io.tapmesh.proxy.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** An application: 200 and two bytes to everything, but 500 to {@code /fail}. */
public final class CartService implements AutoCloseable {

  private final ServerSocket server;

  public CartService() throws IOException {
    server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        daemon(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed at the end of the test.
    }
  }

  private static void serve(Socket socket) {
    try (Wire wire = new Wire(socket)) {
      socket.setSoTimeout(0);
      while (true) {
        String status = wire.readHead().startsWith("GET /fail ") ? "500 Broken" : "200 OK";
        wire.send("HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n\r\nok");
      }
    } catch (IOException e) {
      // The proxy has closed its connection.
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "cart");
    thread.setDaemon(true);
    thread.start();
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
