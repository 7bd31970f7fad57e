package io.tapmesh.collector.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A port in front of a server that can be shut and opened again: the server goes away. */
public final class TcpGate implements AutoCloseable {

  private final InetSocketAddress server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  /** Held while the gate is shut, too. */
  private final HeldPort port = new HeldPort();

  private volatile ServerSocket listener;

  public TcpGate(URI server) throws IOException {
    this.server = new InetSocketAddress(server.getHost(), server.getPort());
    open();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + port.number());
  }

  /** Refuses connections, and breaks those that are there. */
  public void shut() throws IOException {
    listener.close();
    breakConnections();
  }

  /** Breaks the connections that are there; new ones are let in. */
  public void breakConnections() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  public void open() throws IOException {
    ServerSocket opened = new ServerSocket();
    opened.setReuseAddress(true);
    opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.number()));
    listener = opened;
    thread(() -> accept(opened));
  }

  @Override
  public void close() throws IOException {
    shut();
    port.close();
  }

  private void accept(ServerSocket opened) {
    try {
      while (true) {
        Socket client = opened.accept();
        Socket upstream = new Socket(server.getAddress(), server.getPort());
        sockets.add(client);
        sockets.add(upstream);
        thread(() -> pump(client, upstream));
        thread(() -> pump(upstream, client));
      }
    } catch (IOException e) {
      // Shut.
    }
  }

  private void pump(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // One side is gone; so is the other.
    }
    sockets.remove(from);
    sockets.remove(to);
  }

  private static void thread(Runnable task) {
    Thread thread = new Thread(task, "gate");
    thread.setDaemon(true);
    thread.start();
  }
}
