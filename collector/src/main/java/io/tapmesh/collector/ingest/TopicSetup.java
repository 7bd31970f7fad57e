package io.tapmesh.collector.ingest;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import io.tapmesh.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the topics that are missing. Those that exist are left as they are: more partitions would
 * spread traces differently.
 */
public final class TopicSetup {

  private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);

  private final Admin admin;
  private final String bootstrapServers;
  private final int partitions;
  private final Optional<Short> replication;

  /**
   * Uses a client that somebody else closes.
   *
   * @param bootstrapServers for messages
   * @param replication 0 leaves it to the brokers
   */
  public TopicSetup(Admin admin, String bootstrapServers, int partitions, int replication) {
    this.admin = admin;
    this.bootstrapServers = bootstrapServers;
    this.partitions = partitions;
    this.replication = replication == 0 ? Optional.empty() : Optional.of((short) replication);
  }

  /**
   * Makes them.
   *
   * @throws StartupException if Kafka does not answer or refuses
   */
  public void apply() {
    try {
      Set<String> existing = admin.listTopics().names().get();
      List<NewTopic> missing = new ArrayList<>();
      for (String topic : Topics.TELEMETRY) {
        add(topic, partitions, existing, missing);
      }
      add(Topics.DEAD_LETTER, 1, existing, missing);
      create(missing);
    } catch (ExecutionException e) {
      throw failed(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartupException(ExitCode.UNAVAILABLE, "interrupted while asking Kafka", e);
    }
  }

  private StartupException failed(Throwable cause) {
    String what = cause instanceof TimeoutException ? "does not answer" : "refuses";
    return new StartupException(
        ExitCode.UNAVAILABLE,
        "Kafka at " + bootstrapServers + " " + what + ": " + cause.getMessage(),
        cause);
  }

  private void add(String topic, int count, Set<String> existing, List<NewTopic> missing) {
    if (!existing.contains(topic)) {
      missing.add(new NewTopic(topic, Optional.of(count), replication));
    }
  }

  private void create(List<NewTopic> missing) throws ExecutionException, InterruptedException {
    for (var created : admin.createTopics(missing).values().entrySet()) {
      try {
        created.getValue().get();
        LOG.info("Made topic {}", created.getKey());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }
}
