package io.tapmesh.embedded.kafka;

import static java.util.Objects.requireNonNull;

import io.tapmesh.embedded.DirectoryLock;
import java.util.Map;

/**
 * A real Kafka broker (KRaft: controller and broker in one node) in this process, on 127.0.0.1.
 *
 * <p>Data and committed offsets are kept over restarts. A closed broker may be started again in the
 * same JVM, on the same port and data directory. Thread-safe.
 */
public final class EmbeddedKafka implements AutoCloseable {

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

  /** For {@code bootstrap.servers} of a client. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** The port in use, also where 0 was asked for. */
  public int port() {
    return port;
  }

  /**
   * Creates the topics that are not there yet; a topic that exists is left as it is, so that a
   * change of the number of partitions never moves keys by surprise.
   *
   * @param partitionsByTopic number of partitions per topic
   * @throws IllegalStateException if the broker does not answer within 30 s or refuses
   */
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
