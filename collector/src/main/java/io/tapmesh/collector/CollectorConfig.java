package io.tapmesh.collector;

import static java.util.Objects.requireNonNull;

import io.tapmesh.collector.ingest.BatchLimits;
import io.tapmesh.collector.store.ClickHouseAddress;
import io.tapmesh.schemas.config.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * How a collector is to run.
 *
 * @param admin where {@code /livez}, {@code /readyz} and {@code /metrics} are served; port 0 takes
 *     a free one
 * @param drainTimeout how long {@link Collector#close} waits for what was read to be stored
 */
public record CollectorConfig(
    Kafka kafka,
    ClickHouse clickHouse,
    BatchLimits batch,
    Topics topics,
    HostPort admin,
    Duration drainTimeout) {

  private static final String DEFAULT_GROUP = "tapmesh-collector";
  private static final String DEFAULT_DATABASE = "tapmesh";
  private static final int DEFAULT_MAX_ROWS = 100_000;
  private static final long DEFAULT_MAX_BYTES = 64L << 20;
  private static final int DEFAULT_PARTITIONS = 3;

  public CollectorConfig {
    requireNonNull(kafka, "kafka");
    requireNonNull(clickHouse, "clickHouse");
    requireNonNull(batch, "batch");
    requireNonNull(topics, "topics");
    requireNonNull(admin, "admin");
    requireNonNull(drainTimeout, "drainTimeout");
  }

  /**
   * Where Kafka is.
   *
   * @param groupId collectors of one group share the partitions
   * @param properties for all of Kafka's clients; they win over ours, except those that
   *     exactly-once storage rests on
   */
  public record Kafka(String bootstrapServers, String groupId, Map<String, String> properties) {

    public Kafka {
      requireNonNull(bootstrapServers, "bootstrapServers");
      requireNonNull(groupId, "groupId");
      properties = Map.copyOf(properties);
    }

    /** Without the properties, which may hold credentials. */
    @Override
    public String toString() {
      return "Kafka[" + bootstrapServers + ", group " + groupId + "]";
    }
  }

  /** Where ClickHouse is; user and password may be empty. */
  public record ClickHouse(ClickHouseAddress address, String user, String password) {

    public ClickHouse {
      requireNonNull(address, "address");
      requireNonNull(user, "user");
      requireNonNull(password, "password");
    }

    /** Without the password. */
    @Override
    public String toString() {
      return "ClickHouse[" + address + ", user " + user + "]";
    }
  }

  /**
   * How topics that are missing are made.
   *
   * @param replication copies of each partition; 0 leaves it to the brokers
   */
  public record Topics(int partitions, int replication) {}

  /**
   * The defaults: database {@code tapmesh}, group {@code tapmesh-collector}, three partitions, at
   * most a second of delay, the admin port any free one of the loopback interface.
   *
   * @param bootstrapServers {@code HOST:PORT}, or several separated by commas
   * @param clickHouseUrl see {@link ClickHouseAddress#parse}
   */
  public static CollectorConfig of(String bootstrapServers, String clickHouseUrl) {
    return new CollectorConfig(
        new Kafka(bootstrapServers, DEFAULT_GROUP, Map.of()),
        new ClickHouse(ClickHouseAddress.parse(clickHouseUrl, DEFAULT_DATABASE), "default", ""),
        new BatchLimits(DEFAULT_MAX_ROWS, DEFAULT_MAX_BYTES, Duration.ofSeconds(1)),
        new Topics(DEFAULT_PARTITIONS, 0),
        new HostPort("127.0.0.1", 0),
        Duration.ofSeconds(20));
  }

  /**
   * Reads a document of kind {@code Collector}.
   *
   * @throws io.tapmesh.schemas.StartupException with all errors and their places
   */
  public static CollectorConfig load(Path file) {
    return ConfigFile.load(file);
  }

  public CollectorConfig withKafka(Kafka other) {
    return new CollectorConfig(other, clickHouse, batch, topics, admin, drainTimeout);
  }

  public CollectorConfig withClickHouse(ClickHouse other) {
    return new CollectorConfig(kafka, other, batch, topics, admin, drainTimeout);
  }

  public CollectorConfig withBatch(BatchLimits other) {
    return new CollectorConfig(kafka, clickHouse, other, topics, admin, drainTimeout);
  }

  public CollectorConfig withTopics(Topics other) {
    return new CollectorConfig(kafka, clickHouse, batch, other, admin, drainTimeout);
  }

  public CollectorConfig withAdmin(HostPort other) {
    return new CollectorConfig(kafka, clickHouse, batch, topics, other, drainTimeout);
  }

  public CollectorConfig withDrainTimeout(Duration other) {
    return new CollectorConfig(kafka, clickHouse, batch, topics, admin, other);
  }
}
