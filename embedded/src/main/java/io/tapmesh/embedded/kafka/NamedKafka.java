package io.tapmesh.embedded.kafka;

import io.tapmesh.embedded.RunningKafka;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/** A Kafka that the user has named; nothing is started or stopped for it. */
public final class NamedKafka implements RunningKafka {

  private static final int TIMEOUT_MILLIS = 5_000;

  private final String bootstrapServers;

  private NamedKafka(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Makes sure that it answers.
   *
   * @param bootstrapServers {@code host:port}, or several with commas
   * @throws StartupException if it does not, or the address is none
   */
  public static NamedKafka connect(String bootstrapServers) {
    Map<String, Object> config =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            TIMEOUT_MILLIS,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            TIMEOUT_MILLIS);
    Admin admin;
    try {
      admin = Admin.create(config);
    } catch (KafkaException e) {
      Throwable root = e.getCause() == null ? e : e.getCause();
      throw new StartupException(
          ExitCode.USAGE,
          "--kafka " + bootstrapServers + ": " + root.getMessage() + " (expected: host:port)",
          e);
    }
    try (admin) {
      admin.describeCluster().nodes().get();
      return new NamedKafka(bootstrapServers);
    } catch (ExecutionException e) {
      throw unavailable(bootstrapServers, String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(bootstrapServers, "interrupted", e);
    }
  }

  private static StartupException unavailable(String servers, String why, Exception cause) {
    return new StartupException(
        ExitCode.UNAVAILABLE, "the Kafka at " + servers + " does not answer: " + why, cause);
  }

  @Override
  public String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public String description() {
    return "brokers at " + bootstrapServers;
  }

  @Override
  public void createTopics(Map<String, Integer> partitionsByTopic) {
    TopicCreation.ensure(bootstrapServers, partitionsByTopic);
  }

  @Override
  public void close() {
    // It is not ours.
  }
}
