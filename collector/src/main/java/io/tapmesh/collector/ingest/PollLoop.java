package io.tapmesh.collector.ingest;

import io.tapmesh.collector.metrics.CollectorMetrics;
import io.tapmesh.collector.metrics.Health;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The turns of the polling thread; see {@link TopicPipeline}. */
final class PollLoop implements ConsumerRebalanceListener {

  private static final Logger LOG = LoggerFactory.getLogger(PollLoop.class);

  /** While a round is being stored its end should be noticed soon. */
  private static final Duration BUSY_POLL = Duration.ofMillis(20);

  private static final Duration IDLE_POLL = Duration.ofMillis(100);
  private static final Duration REVOKE_PATIENCE = Duration.ofSeconds(10);

  private final String topic;
  private final Consumer<byte[], byte[]> consumer;
  private final PipelineContext context;
  private final Executor storing;
  private final OwnedPartitions partitions;
  private final StartPositions positions;
  private final GroupOffsets offsets;
  private final ProgressSchedule progress;
  private final CollectorMetrics metrics;
  private final Health health;
  private final Clock clock;
  private @Nullable Round round;
  private volatile boolean flushRequested;
  private boolean draining;

  PollLoop(
      String topic,
      Consumer<byte[], byte[]> consumer,
      OwnedPartitions partitions,
      Executor storing,
      PipelineContext context) {
    this.topic = topic;
    this.consumer = consumer;
    this.partitions = partitions;
    this.storing = storing;
    this.context = context;
    this.metrics = context.metrics();
    this.health = context.health();
    this.clock = context.clock();
    this.positions = new StartPositions(consumer, new TopicIds(context.admin()), metrics);
    this.offsets = new GroupOffsets(consumer, topic, metrics, health);
    this.progress = new ProgressSchedule(topic, consumer, partitions, storing, context);
    health.problem(group(), "waiting for Kafka to hand out partitions");
  }

  /** Lets the next turn store what has been polled, however little. Any thread. */
  void requestFlush() {
    flushRequested = true;
  }

  /**
   * One turn.
   *
   * @throws org.apache.kafka.common.KafkaException if Kafka's client cannot go on for now; nothing
   *     that was polled is lost
   */
  void turn() {
    ConsumerRecords<byte[], byte[]> polled = consumer.poll(round == null ? IDLE_POLL : BUSY_POLL);
    metrics.read(topic, polled.count());
    startAnew(partitions.take(polled, clock.millis()), polled);
    for (int plans = partitions.position(positions); plans > 0; plans--) {
      metrics.rebuilt(topic);
    }
    startRoundIfDue();
    advanceRound();
    partitions.fetchWhatHasRoom(draining);
    progress.reportIfDue(round);
  }

  /**
   * Stores and commits everything that was polled, and polls nothing more.
   *
   * @return whether that was done within the patience; if not, the next owner does it
   */
  boolean drain(Duration patience) {
    draining = true;
    partitions.fetchWhatHasRoom(true);
    long startNanos = System.nanoTime();
    while (round != null || partitions.hasClosable()) {
      if (System.nanoTime() - startNanos > patience.toNanos()) {
        return false;
      }
      flushRequested = true;
      turn();
    }
    progress.reportNow();
    return true;
  }

  private void startRoundIfDue() {
    if (round != null) {
      return;
    }
    boolean flush = flushRequested;
    flushRequested = false;
    if (flush || partitions.hasDue()) {
      List<Batch> batches = partitions.nextBatches();
      if (!batches.isEmpty()) {
        BatchWriter writer = new BatchWriter(context.clickHouse(), context.deadLetters(), metrics);
        round = new Round(batches, offsets, writer, storing);
      }
    }
  }

  private void advanceRound() {
    Round running = round;
    if (running == null) {
      return;
    }
    running.advance();
    reportProblem(running.problem());
    if (running.isDone()) {
      finish(running);
    }
  }

  private void reportProblem(@Nullable String problem) {
    String part = topic + " storing";
    if (problem == null) {
      health.resolved(part);
    } else if (health.problem(part, problem)) {
      LOG.warn("{} waits: {}", topic, problem);
    }
  }

  private void finish(Round done) {
    for (Batch batch : done.batches()) {
      metrics.stored(topic, batch.records() - batch.poison().size());
      batch.poison().forEach(letter -> metrics.deadLettered(topic, letter.reason()));
      partitions.stored(batch);
    }
    round = null;
    progress.roundEnded();
  }

  /** A log that goes back to offsets we have read was cut or made anew: look where to start. */
  private void startAnew(Set<TopicPartition> wentBack, ConsumerRecords<?, ?> polled) {
    if (wentBack.isEmpty()) {
      return;
    }
    LOG.warn("The logs of {} went back to earlier offsets", wentBack);
    wentBack.forEach(each -> metrics.released(topic, count(polled, each)));
    release(wentBack);
    partitions.assigned(wentBack);
  }

  private static int count(ConsumerRecords<?, ?> polled, TopicPartition partition) {
    return polled.records(partition).size();
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
    LOG.info("{}: now storing partitions {}", topic, assigned);
    partitions.assigned(assigned);
    health.resolved(group());
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
    LOG.info("{}: leaving partitions {}", topic, revoked);
    Round running = round;
    if (running != null && !draining && revoked.stream().anyMatch(running::has)) {
      running.hurry(REVOKE_PATIENCE);
      if (running.isDone()) {
        finish(running);
      }
    }
    release(revoked);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> lost) {
    LOG.warn("{}: lost partitions {}: this member was silent for too long", topic, lost);
    health.problem(group(), "not a member of the group any more; joining it again");
    release(lost);
  }

  private void release(Collection<TopicPartition> partitionsGone) {
    long records = partitions.remove(partitionsGone);
    Round running = round;
    if (running != null) {
      records += running.abandon(partitionsGone);
    }
    metrics.released(topic, records);
    partitionsGone.forEach(gone -> metrics.forgetLag(topic, gone.partition()));
  }

  private String group() {
    return topic + " group";
  }
}
