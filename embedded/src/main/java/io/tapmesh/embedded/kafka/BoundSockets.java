package io.tapmesh.embedded.kafka;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two sockets, bound before Kafka is started: the configuration must name the ports, and a port
 * that is taken is then found out before anything is written to disk.
 */
final class BoundSockets implements ServerSocketFactory, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BoundSockets.class);
  private static final int BACKLOG = 128;

  private final Map<String, ServerSocketChannel> byListener = new ConcurrentHashMap<>();
  private final int brokerPort;
  private final int controllerPort;

  BoundSockets(int port) {
    brokerPort = bind(BrokerConfig.BROKER_LISTENER, port);
    try {
      controllerPort = bind(BrokerConfig.CONTROLLER_LISTENER, 0);
    } catch (StartupException e) {
      close();
      throw e;
    }
  }

  int brokerPort() {
    return brokerPort;
  }

  int controllerPort() {
    return controllerPort;
  }

  private int bind(String listener, int port) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      ServerSocketChannel channel = ServerSocketChannel.open();
      byListener.put(listener, channel);
      channel.bind(address, BACKLOG);
      return channel.socket().getLocalPort();
    } catch (IOException e) {
      close();
      throw new StartupException(
          ExitCode.UNAVAILABLE,
          "Kafka cannot listen on 127.0.0.1:"
              + port
              + ": "
              + e.getMessage()
              + " (another broker or an earlier run may hold the port)",
          e);
    }
  }

  /** Kafka takes over the channel and closes it. */
  @Override
  public ServerSocketChannel openServerSocket(
      String listenerName, InetSocketAddress address, int backlog, int receiveBufferBytes)
      throws IOException {
    ServerSocketChannel channel = byListener.remove(listenerName);
    if (channel == null) {
      throw new IOException("no socket was bound for listener " + listenerName);
    }
    channel.configureBlocking(false);
    return channel;
  }

  /** Closes what Kafka has not taken over. */
  @Override
  public void close() {
    byListener.values().removeIf(BoundSockets::closed);
  }

  private static boolean closed(ServerSocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      log.warn("closing an unused listening socket: {}", e.toString());
    }
    return true;
  }
}
