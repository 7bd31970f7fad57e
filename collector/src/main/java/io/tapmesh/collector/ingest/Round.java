package io.tapmesh.collector.ingest;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One batch of each of some partitions on its way into ClickHouse, in three steps:
 *
 * <ol>
 *   <li><b>Plan</b>: commit the offsets at which the batches start, with their ends as metadata.
 *   <li><b>Store</b>: insert under tokens made of the offsets. If that fails, back to the plan:
 *       committing it again proves that the partitions are still ours.
 *   <li><b>Commit</b> the ends.
 * </ol>
 *
 * Whoever owns the partitions after a crash finds either the plan, and repeats the same inserts, or
 * the end. Used by the polling thread; only the inserts run elsewhere.
 */
final class Round {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private enum Step {
    PLAN,
    STORE,
    COMMIT,
    DONE
  }

  private final Map<TopicPartition, Batch> batches = new LinkedHashMap<>();
  private final GroupOffsets offsets;
  private final BatchWriter writer;
  private final Executor storing;
  private Step step = Step.PLAN;
  private @Nullable CompletableFuture<@Nullable String> attempt;
  private @Nullable String problem;
  private long pauseNanos = FIRST_PAUSE.toNanos();
  private long pausedAtNanos;
  private boolean paused;

  Round(List<Batch> batches, GroupOffsets offsets, BatchWriter writer, Executor storing) {
    batches.forEach(batch -> this.batches.put(batch.key().partition(), batch));
    this.offsets = offsets;
    this.writer = writer;
    this.storing = storing;
  }

  /** Goes as far as it can now; never waits for ClickHouse. */
  void advance() {
    if (batches.isEmpty()) {
      step = Step.DONE;
    }
    if (step == Step.PLAN && !pausing()) {
      plan();
    }
    if (step == Step.STORE && attempt != null && attempt.isDone()) {
      finishAttempt(attempt);
    }
    if (step == Step.COMMIT && !pausing()) {
      commit();
    }
  }

  /** Whether everything is stored and committed, or taken away. */
  boolean isDone() {
    return step == Step.DONE;
  }

  /** What the last attempt to store failed with; null once one has succeeded. */
  @Nullable String problem() {
    return problem;
  }

  Collection<Batch> batches() {
    return batches.values();
  }

  boolean has(TopicPartition partition) {
    return batches.containsKey(partition);
  }

  /**
   * Brings the round to its end while commits still count, if that does not take long: some of its
   * partitions are about to go to another collector.
   */
  void hurry(Duration patience) {
    CompletableFuture<@Nullable String> running = attempt;
    if (step == Step.STORE && running != null) {
      try {
        running.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        return; // The next owner finds the plan, and its inserts are recognized.
      } catch (ExecutionException e) {
        throw new IllegalStateException("storing failed unexpectedly", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      finishAttempt(running);
    }
    if (step == Step.COMMIT) {
      commit();
    }
  }

  /**
   * Takes out the batches of partitions that are not ours any more.
   *
   * @return how many records they had
   */
  long abandon(Collection<TopicPartition> partitions) {
    long records = 0;
    for (TopicPartition partition : partitions) {
      Batch batch = batches.remove(partition);
      if (batch != null) {
        batch.abandon();
        records += batch.records();
      }
    }
    return records;
  }

  /**
   * Kafka's time of the first record of a partition; {@link Long#MAX_VALUE} if it has none here.
   */
  long firstTimestampMillis(TopicPartition partition) {
    Batch batch = batches.get(partition);
    return batch == null ? Long.MAX_VALUE : batch.firstTimestampMillis();
  }

  private void plan() {
    long plannedNanos = System.nanoTime();
    if (offsets.commit(each(Batch::planned))) {
      List<Batch> all = List.copyOf(batches.values());
      attempt = CompletableFuture.supplyAsync(() -> writer.store(all, plannedNanos), storing);
      step = Step.STORE;
    } else {
      pause();
    }
  }

  private void finishAttempt(CompletableFuture<@Nullable String> finished) {
    problem = finished.join();
    attempt = null;
    if (problem == null) {
      step = Step.COMMIT;
      paused = false;
    } else {
      step = Step.PLAN;
      pause();
    }
  }

  private void commit() {
    if (offsets.commit(each(Batch::stored))) {
      step = Step.DONE;
    } else {
      pause();
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> each(Function<Batch, OffsetAndMetadata> offset) {
    Map<TopicPartition, OffsetAndMetadata> all = new HashMap<>();
    batches.forEach((partition, batch) -> all.put(partition, offset.apply(batch)));
    return all;
  }

  private void pause() {
    paused = true;
    pausedAtNanos = System.nanoTime();
  }

  private boolean pausing() {
    if (paused && System.nanoTime() - pausedAtNanos >= pauseNanos) {
      paused = false;
      pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE.toNanos());
    }
    return paused;
  }
}
