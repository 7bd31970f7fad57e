package io.tapmesh.embedded.kafka;

import static java.util.Objects.requireNonNull;

import io.tapmesh.embedded.DirectoryLock;
import io.tapmesh.embedded.RunningKafka;
import java.util.Map;

/**
 * A real Kafka broker (KRaft: controller and broker in one node) in this process, on 127.0.0.1.
 *
 * <p>Data and committed offsets are kept over restarts. A closed broker may be started again in the
 * same JVM, on the same port and data directory. Thread-safe.
 */
public final class EmbeddedKafka implements RunningKafka {

  private final BrokerNode node;
  private final DirectoryLock lock;
  private final int port;

  private EmbeddedKafka(BrokerNode node, DirectoryLock lock, int port) {
    this.node = node;
    this.lock = lock;
    this.port = port;
  }

  /**
   * Starts the broker and returns once it accepts clients, which takes about two seconds.
   *
   * @throws io.tapmesh.schemas.StartupException if the port is taken, or the data directory cannot
   *     be written or is in use
   */
  public static EmbeddedKafka start(KafkaOptions options) {
    requireNonNull(options, "options");
    try (BoundSockets sockets = new BoundSockets(options.port())) {
      DirectoryLock lock = DirectoryLock.take(options.dataDir(), "Kafka");
      try {
        int port = sockets.brokerPort();
        return new EmbeddedKafka(BrokerNode.start(options, sockets), lock, port);
      } catch (RuntimeException e) {
        lock.close();
        throw e;
      }
    }
  }

  @Override
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  @Override
  public String description() {
    return "broker in this process at " + bootstrapServers();
  }

  /** The port in use, also where 0 was asked for. */
  public int port() {
    return port;
  }

  @Override
  public void createTopics(Map<String, Integer> partitionsByTopic) {
    TopicCreation.ensure(bootstrapServers(), partitionsByTopic);
  }

  /** Flushes and stops the broker, then the controller. May be called more than once. */
  @Override
  public void close() {
    node.close();
    lock.close();
  }
}
