package io.tapmesh.benchmarks;

import io.tapmesh.embedded.kafka.EmbeddedKafka;
import io.tapmesh.embedded.kafka.KafkaOptions;
import io.tapmesh.schemas.Topics;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A Kafka broker in a process of its own, so that its CPU time is not counted with a proxy's. */
public final class Broker {

  private static final int SPAN_PARTITIONS = 3;

  private Broker() {}

  /**
   * Runs until it is ended.
   *
   * @param args a folder for its data, and a port
   */
  public static void main(String[] args) throws InterruptedException {
    KafkaOptions options = KafkaOptions.in(Path.of(args[0])).withPort(Integer.parseInt(args[1]));
    try (EmbeddedKafka broker = EmbeddedKafka.start(options)) {
      broker.createTopics(Map.of(Topics.SPANS, SPAN_PARTITIONS, Topics.METRICS, 1));
      new CountDownLatch(1).await();
    }
  }
}
