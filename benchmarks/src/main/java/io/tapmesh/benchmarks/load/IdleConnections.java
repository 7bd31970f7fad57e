package io.tapmesh.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Connections that have carried one request each and then stay open. */
public final class IdleConnections implements AutoCloseable {

  private static final int READ_BYTES = 4096;

  private final List<SocketChannel> connections = new ArrayList<>();

  /**
   * Opens them, one after the other.
   *
   * @throws UncheckedIOException if one is refused or not answered
   */
  public static IdleConnections open(int port, int count) {
    IdleConnections opened = new IdleConnections();
    try {
      for (int i = 0; i < count; i++) {
        opened.connections.add(connect(port));
      }
      return opened;
    } catch (IOException e) {
      int reached = opened.connections.size();
      opened.close();
      throw new UncheckedIOException("connection " + reached + " of " + count, e);
    }
  }

  private static SocketChannel connect(int port) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    byte[] request = "GET / HTTP/1.1\r\nHost: idle\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    channel.write(ByteBuffer.wrap(request));
    if (channel.read(ByteBuffer.allocate(READ_BYTES)) <= 0) {
      channel.close();
      throw new IOException("the request was not answered");
    }
    return channel;
  }

  @Override
  public void close() {
    for (SocketChannel channel : connections) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    connections.clear();
  }
}
