package io.tapmesh.collector.ingest;

import io.tapmesh.collector.decode.Decoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions of a topic that the group has given to this collector, and what was polled of
 * them. Used by the polling thread only.
 */
final class OwnedPartitions {

  private final Consumer<byte[], byte[]> consumer;
  private final Decoder decoder;
  private final BatchLimits limits;
  private final LongSupplier nanoTime;
  private final Map<TopicPartition, Owned> owned =
      new TreeMap<>(Comparator.comparingInt(TopicPartition::partition));
  private final Set<TopicPartition> unpositioned = new HashSet<>();

  /** What there is of one partition. */
  record Owned(PartitionIntake intake, PartitionProgress progress) {}

  OwnedPartitions(
      Consumer<byte[], byte[]> consumer,
      Decoder decoder,
      BatchLimits limits,
      LongSupplier nanoTime) {
    this.consumer = consumer;
    this.decoder = decoder;
    this.limits = limits;
    this.nanoTime = nanoTime;
  }

  /** They are ours now. Nothing is fetched of them until {@link #position}. */
  void assigned(Collection<TopicPartition> partitions) {
    unpositioned.addAll(partitions);
    consumer.pause(partitions);
  }

  /**
   * Goes to where to start with partitions that have just become ours.
   *
   * @return how many of them have a plan of a former owner to repeat
   * @throws org.apache.kafka.common.KafkaException if Kafka does not answer; to be repeated
   */
  int position(StartPositions positions) {
    if (unpositioned.isEmpty()) {
      return 0;
    }
    int plans = 0;
    for (StartPositions.Start start : positions.find(unpositioned)) {
      PartitionIntake intake = new PartitionIntake(start, decoder, nanoTime);
      PartitionProgress progress = new PartitionProgress(start.key(), start.committed());
      TopicPartition partition = start.key().partition();
      consumer.seek(partition, start.from());
      owned.put(partition, new Owned(intake, progress));
      plans += start.plan() == null ? 0 : 1;
    }
    unpositioned.clear();
    return plans;
  }

  /**
   * Takes what was polled.
   *
   * @param nowMillis the time of day
   * @return partitions whose log went back to offsets that we have read: it is another log
   */
  Set<TopicPartition> take(ConsumerRecords<byte[], byte[]> polled, long nowMillis) {
    Set<TopicPartition> wentBack = new HashSet<>();
    for (TopicPartition partition : polled.partitions()) {
      Owned at = owned.get(partition);
      List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition);
      if (at == null) {
        throw new IllegalStateException(
            "records of " + partition + " (expected: only of positioned partitions)");
      }
      if (records.get(0).offset() < at.intake().next()) {
        wentBack.add(partition);
        continue;
      }
      for (ConsumerRecord<byte[], byte[]> record : records) {
        at.intake().add(record, limits, owned.size());
      }
    }
    owned.forEach(
        (partition, at) -> {
          if (!wentBack.contains(partition)) {
            at.intake().advance(positionOf(partition, at), nowMillis);
          }
        });
    return wentBack;
  }

  /** What the client will fetch next; it may have to ask Kafka first, then nothing was passed. */
  private long positionOf(TopicPartition partition, Owned at) {
    try {
      return consumer.position(partition, Duration.ZERO);
    } catch (KafkaException e) {
      return at.intake().next();
    }
  }

  /** Whether a batch is closed or has waited long enough. */
  boolean hasDue() {
    long maxDelayNanos = limits.maxDelay().toNanos();
    return owned.values().stream()
        .anyMatch(at -> at.intake().closedBatches() > 0 || at.intake().isDue(maxDelayNanos));
  }

  /** Whether anything was polled that can be stored and is in no round yet. */
  boolean hasClosable() {
    return owned.values().stream().anyMatch(at -> at.intake().hasClosable());
  }

  /** Closes what is open and hands over the oldest batch of each partition. */
  List<Batch> nextBatches() {
    List<Batch> batches = new ArrayList<>();
    for (Owned at : owned.values()) {
      at.intake().closeOpen();
      Batch batch = at.intake().poll();
      if (batch != null) {
        batches.add(batch);
      }
    }
    return batches;
  }

  /** A batch is stored and committed. */
  void stored(Batch batch) {
    Owned at = owned.get(batch.key().partition());
    if (at != null) {
      at.progress().stored(batch);
      at.intake().recycle(batch.rows());
    }
  }

  /**
   * They are not ours any more.
   *
   * @return how many records had been taken of them and are in no round
   */
  long remove(Collection<TopicPartition> partitions) {
    long records = 0;
    for (TopicPartition partition : partitions) {
      unpositioned.remove(partition);
      Owned at = owned.remove(partition);
      records += at == null ? 0 : at.intake().records();
    }
    return records;
  }

  /**
   * Stops fetching what has no room, and goes on with the rest.
   *
   * @param stop whether to fetch nothing at all
   */
  void fetchWhatHasRoom(boolean stop) {
    Set<TopicPartition> paused = new HashSet<>(unpositioned);
    owned.forEach(
        (partition, at) -> {
          if (stop || at.intake().closedBatches() > 0) {
            paused.add(partition);
          }
        });
    Set<TopicPartition> rest = new HashSet<>(consumer.assignment());
    rest.removeAll(paused);
    consumer.pause(paused);
    consumer.resume(rest);
  }

  Collection<Owned> all() {
    return owned.values();
  }

  Set<TopicPartition> partitions() {
    return owned.keySet();
  }
}
