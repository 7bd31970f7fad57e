package io.tapmesh.collector.ingest;

import io.tapmesh.collector.decode.Decoder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one topic into ClickHouse. Two threads: one polls, decodes and commits, so that it stays
 * a member of the group whatever ClickHouse does; the other one inserts.
 *
 * <p>Each turn of the polling thread: poll → take the records → position partitions that became
 * ours → start a {@link Round} if one is due → advance it → report progress. While a round is being
 * stored the next batches fill; a partition whose next batch is full is paused.
 */
public final class TopicPipeline implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicPipeline.class);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration LEAVE_PATIENCE = Duration.ofSeconds(5);

  private final String topic;
  private final PipelineContext context;
  private final Consumer<byte[], byte[]> consumer;
  private final ExecutorService storing;
  private final PollLoop loop;
  private final Thread polling;
  private final CountDownLatch closing = new CountDownLatch(1);

  private TopicPipeline(String topic, Decoder decoder, PipelineContext context) {
    this.topic = topic;
    this.context = context;
    this.consumer = consumer(topic, context.consumerSettings());
    this.storing =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "collector-store-" + topic));
    OwnedPartitions partitions =
        new OwnedPartitions(consumer, decoder, context.limits(), System::nanoTime);
    this.loop = new PollLoop(topic, consumer, partitions, storing, context);
    this.polling = new Thread(this::run, "collector-poll-" + topic);
  }

  /** Starts to carry the topic. */
  public static TopicPipeline start(String topic, Decoder decoder, PipelineContext context) {
    TopicPipeline pipeline = new TopicPipeline(topic, decoder, context);
    pipeline.polling.start();
    return pipeline;
  }

  /** Stores what has been polled now, without waiting for more. Returns at once. */
  public void flush() {
    loop.requestFlush();
  }

  /** Begins to close, without waiting for it. */
  public void stop() {
    closing.countDown();
  }

  /** Stores and commits everything that has been polled, and leaves the group. */
  @Override
  public void close() {
    stop();
    try {
      polling.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      consumer.subscribe(List.of(topic), loop);
      while (closing.getCount() > 0) {
        turn();
      }
      drain();
    } catch (RuntimeException | InterruptedException e) {
      LOG.error("{} is not being stored any more", topic, e);
      context.health().fatal(topic, "stopped by an unexpected error: " + e);
    } finally {
      leave();
    }
  }

  private void turn() throws InterruptedException {
    String part = topic + " polling";
    try {
      loop.turn();
      context.health().resolved(part);
    } catch (KafkaException e) {
      context.metrics().kafkaFailed(topic, "poll");
      if (context.health().problem(part, e.toString())) {
        LOG.warn("{} cannot be read: {}", topic, e.toString());
      }
      closing.await(PAUSE_AFTER_FAILURE.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void drain() {
    try {
      if (loop.drain(context.drainPatience())) {
        return;
      }
      LOG.warn("{}: not everything polled could be stored in time; it will be read again", topic);
    } catch (KafkaException e) {
      LOG.warn("{}: not everything polled could be stored; it will be read again: {}", topic, e);
    }
  }

  private void leave() {
    try {
      consumer.close(CloseOptions.timeout(LEAVE_PATIENCE));
    } catch (KafkaException e) {
      LOG.warn("{}: Kafka was not told that this member leaves: {}", topic, e.toString());
    }
    storing.shutdown();
    try {
      if (!storing.awaitTermination(LEAVE_PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn("{}: an insert is still waiting for ClickHouse; left to itself", topic);
        storing.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Consumer<byte[], byte[]> consumer(String topic, Map<String, Object> common) {
    Map<String, Object> settings = new HashMap<>(common);
    settings.put("client.id", "tapmesh-collector-" + topic);
    settings.computeIfPresent("group.instance.id", (key, id) -> id + "-" + topic);
    settings.put("enable.auto.commit", "false");
    settings.put("auto.offset.reset", "earliest");
    settings.put("isolation.level", "read_committed");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
