package io.tapmesh.embedded.kafka;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Puts together what Kafka's own main class puts together, with two differences: the sockets are
 * bound already, and a fault never ends the JVM.
 */
final class BrokerNode implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BrokerNode.class);
  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(30);

  private final ControllerServer controller;
  private final BrokerServer broker;
  private final Metrics metrics;
  private final AtomicBoolean closed = new AtomicBoolean();

  private BrokerNode(ControllerServer controller, BrokerServer broker, Metrics metrics) {
    this.controller = controller;
    this.broker = broker;
    this.metrics = metrics;
  }

  static BrokerNode start(KafkaOptions options, BoundSockets sockets) {
    JvmExits.prevent();
    DataDir.prepare(options.dataDir());
    KafkaConfig config = BrokerConfig.of(options, sockets.brokerPort(), sockets.controllerPort());
    BrokerNode node;
    try {
      node = assemble(config, sockets);
    } catch (RuntimeException e) {
      throw DataDir.failure(options.dataDir(), e);
    }
    try {
      node.controller.startup();
      node.broker.startup();
      return node;
    } catch (RuntimeException e) {
      node.close();
      throw DataDir.failure(options.dataDir(), e);
    }
  }

  private static BrokerNode assemble(KafkaConfig config, BoundSockets sockets) {
    Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> dirs =
        KafkaRaftServer.initializeLogDirs(config, log, "");
    Metrics metrics =
        kafka.server.Server$.MODULE$.initializeMetrics(
            config, Time.SYSTEM, dirs._1().clusterId().orElseThrow());
    InetSocketAddress controllerAddress =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), sockets.controllerPort());
    SharedServer shared =
        new SharedServer(
            config,
            dirs._1(),
            Time.SYSTEM,
            metrics,
            CompletableFuture.completedFuture(Map.of(BrokerConfig.NODE_ID, controllerAddress)),
            List.of(),
            new LoggedFaults(),
            sockets);
    BrokerServer broker = new BrokerServer(shared);
    ControllerServer controller =
        new ControllerServer(shared, KafkaRaftServer.configSchema(), dirs._2());
    return new BrokerNode(controller, broker, metrics);
  }

  /** The broker first: it wants to tell the controller that it leaves. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      broker.shutdown(SHUTDOWN_TIMEOUT);
    } catch (RuntimeException e) {
      log.warn("Kafka's broker did not stop cleanly", e);
    }
    try {
      controller.shutdown();
    } catch (RuntimeException e) {
      log.warn("Kafka's controller did not stop cleanly", e);
    }
    metrics.close();
  }
}
