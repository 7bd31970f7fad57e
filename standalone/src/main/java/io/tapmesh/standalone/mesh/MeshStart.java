package io.tapmesh.standalone.mesh;

import io.tapmesh.api.AnalyticsApi;
import io.tapmesh.api.ApiConfig;
import io.tapmesh.api.store.StoreConfig;
import io.tapmesh.collector.Collector;
import io.tapmesh.collector.CollectorConfig;
import io.tapmesh.collector.store.ClickHouseAddress;
import io.tapmesh.embedded.Engines;
import io.tapmesh.embedded.RunningClickHouse;
import io.tapmesh.embedded.RunningKafka;
import io.tapmesh.embedded.clickhouse.ClickHouseOptions;
import io.tapmesh.embedded.kafka.KafkaOptions;
import io.tapmesh.schemas.Topics;
import io.tapmesh.schemas.config.HostPort;
import io.tapmesh.standalone.console.Console;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Starts the parts of a {@link Mesh} one after the other. */
final class MeshStart {

  /** One collector reads them all: more partitions would only make smaller batches. */
  private static final int PARTITIONS = 2;

  private final MeshOptions options;
  private final DataDirectory data;
  private final Console console;
  private final Runnable betweenSteps;
  private final String database;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  MeshStart(MeshOptions options, DataDirectory data, Console console, Runnable betweenSteps) {
    this.options = options;
    this.data = data;
    this.console = console;
    this.betweenSteps = betweenSteps;
    this.database = DatabaseName.of(options.clickHouse());
  }

  Mesh start() {
    try {
      RunningKafka kafka = kafka();
      RunningClickHouse clickHouse = clickHouse();
      Collector collector = collector(kafka, clickHouse);
      AnalyticsApi api = api(clickHouse);
      return new Mesh(open, kafka.bootstrapServers(), collector, api);
    } catch (RuntimeException e) {
      Mesh.closeAll(open);
      throw e;
    }
  }

  private RunningKafka kafka() {
    KafkaOptions own = KafkaOptions.in(data.path("kafka")).withPort(options.kafkaPort());
    RunningKafka kafka =
        console.step(
            "Kafka",
            () -> {
              RunningKafka started = opened(Engines.kafka(options.kafka(), own));
              started.createTopics(topics());
              return started;
            },
            RunningKafka::description);
    return kafka;
  }

  private static Map<String, Integer> topics() {
    Map<String, Integer> partitions = new HashMap<>();
    Topics.TELEMETRY.forEach(topic -> partitions.put(topic, PARTITIONS));
    partitions.put(Topics.DEAD_LETTER, 1);
    return partitions;
  }

  private RunningClickHouse clickHouse() {
    ClickHouseOptions own =
        ClickHouseOptions.in(data.path("clickhouse")).withPort(options.clickHousePort());
    return console.step(
        "ClickHouse",
        () -> opened(Engines.clickHouse(options.clickHouse(), own)),
        RunningClickHouse::description);
  }

  private Collector collector(RunningKafka kafka, RunningClickHouse clickHouse) {
    ClickHouseAddress address = new ClickHouseAddress(clickHouse.httpUri(), database);
    CollectorConfig config =
        CollectorConfig.of(kafka.bootstrapServers(), clickHouse.httpUri().toString())
            .withClickHouse(
                new CollectorConfig.ClickHouse(address, clickHouse.user(), clickHouse.password()));
    return console.step(
        "Collector", () -> opened(Collector.start(config)), started -> "the tables are there");
  }

  private AnalyticsApi api(RunningClickHouse clickHouse) {
    StoreConfig usual = StoreConfig.of(clickHouse.httpUri());
    StoreConfig store =
        new StoreConfig(
            usual.url(),
            database,
            clickHouse.user(),
            clickHouse.password(),
            usual.connectTimeout(),
            usual.queryTimeout(),
            usual.maxConcurrentQueries(),
            usual.queueTimeout());
    ApiConfig config =
        new ApiConfig(new HostPort("127.0.0.1", options.apiPort()), store, options.objectives());
    return console.step(
        "API and UI",
        () -> opened(AnalyticsApi.start(config)),
        started -> started.uri().toString());
  }

  private <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    betweenSteps.run();
    return part;
  }
}
