package io.tapmesh.proxy.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server whose connections a test takes by hand, in the order in which they were made. */
public final class Origin implements AutoCloseable {

  private final ServerSocket server;
  private final Thread thread;
  private final BlockingQueue<Wire> accepted = new LinkedBlockingQueue<>();
  private final Queue<Wire> all = new ConcurrentLinkedQueue<>();
  private final AtomicInteger connections = new AtomicInteger();

  public Origin() throws IOException {
    server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    thread = new Thread(this::accept, "origin");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        connections.incrementAndGet();
        Wire wire = new Wire(socket);
        all.add(wire);
        accepted.add(wire);
      }
    } catch (IOException e) {
      // Closed at the end of the test.
    }
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  /** The next connection; waits for it. */
  public Wire take() throws InterruptedException {
    Wire wire = accepted.poll(60, TimeUnit.SECONDS);
    if (wire == null) {
      throw new AssertionError("nobody connected to the origin");
    }
    return wire;
  }

  /** Connections that were made so far. */
  public int connections() {
    return connections.get();
  }

  /** From when this returns, connections are refused. */
  @Override
  public void close() throws IOException {
    server.close();
    try {
      // As long as accept has not returned, the system may still let somebody in.
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Wire wire : all) {
      wire.close();
    }
  }
}
