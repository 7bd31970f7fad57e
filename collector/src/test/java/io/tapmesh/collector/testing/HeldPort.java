package io.tapmesh.collector.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port of the loopback interface where connections are refused, and which no other program gets
 * by chance. A server that is told its number can listen there meanwhile: the socket is bound with
 * SO_REUSEADDR, as those of servers are, and does not listen.
 */
public final class HeldPort implements AutoCloseable {

  private final Socket socket = new Socket();

  public HeldPort() {
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException("no port is free", e);
    }
  }

  public int number() {
    return socket.getLocalPort();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
