package io.tapmesh.collector;

import static java.util.Objects.requireNonNull;

import io.tapmesh.collector.decode.MetricDecoder;
import io.tapmesh.collector.decode.SpanDecoder;
import io.tapmesh.collector.ingest.DeadLetters;
import io.tapmesh.collector.ingest.GroupLag;
import io.tapmesh.collector.ingest.PipelineContext;
import io.tapmesh.collector.ingest.TopicPipeline;
import io.tapmesh.collector.ingest.TopicSetup;
import io.tapmesh.collector.metrics.AdminServer;
import io.tapmesh.collector.metrics.CollectorMetrics;
import io.tapmesh.collector.metrics.Health;
import io.tapmesh.collector.rows.Table;
import io.tapmesh.collector.store.ClickHouse;
import io.tapmesh.collector.store.SchemaUpgrade;
import io.tapmesh.collector.store.StoreException;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.Migration;
import io.tapmesh.schemas.StartupException;
import io.tapmesh.schemas.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries spans and metrics from Kafka into ClickHouse, each exactly once. Several collectors of
 * one group share the partitions. Thread-safe.
 */
public final class Collector implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Collector.class);
  private static final long LOOK_AGAIN_MILLIS = 25;

  private final CollectorConfig config;
  private final CollectorMetrics metrics = new CollectorMetrics();
  private final Health health = new Health();
  private final Started started = new Started();
  private final AdminServer adminServer;
  private final Admin kafka;
  private final List<TopicPipeline> pipelines;

  private Collector(CollectorConfig config) {
    this.config = config;
    try {
      this.adminServer = started.add(AdminServer.start(config.admin(), health, metrics));
      ClickHouse clickHouse = started.add(connect(config.clickHouse()));
      this.kafka = started.add(Admin.create(KafkaSettings.admin(config.kafka())));
      setUpTopics();
      DeadLetters deadLetters =
          started.add(new DeadLetters(KafkaSettings.common(config.kafka()), metrics));
      PipelineContext context =
          new PipelineContext(
              KafkaSettings.consumer(config.kafka()),
              kafka,
              deadLetters,
              clickHouse,
              config.batch(),
              config.drainTimeout(),
              metrics,
              health,
              Clock.systemUTC());
      this.pipelines =
          List.of(
              started.add(TopicPipeline.start(Topics.SPANS, new SpanDecoder(), context)),
              started.add(TopicPipeline.start(Topics.METRICS, new MetricDecoder(), context)));
    } catch (KafkaException e) {
      started.close();
      throw unusable(config.kafka(), e);
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
    LOG.info("Collector runs: {} to {}", config.kafka(), config.clickHouse());
  }

  /**
   * Brings ClickHouse's tables up to date, makes missing topics, and starts to store.
   *
   * @throws StartupException if Kafka or ClickHouse cannot be reached, the admin port is taken, or
   *     the database is not ours
   */
  public static Collector start(CollectorConfig config) {
    return new Collector(requireNonNull(config, "config"));
  }

  /**
   * Waits until everything is stored that is on the topics now, whichever collector of the group
   * does it. What this collector has read is stored without waiting for full batches.
   *
   * @return whether that was done in time
   */
  public boolean awaitCaughtUp(Duration patience) throws InterruptedException {
    GroupLag lag =
        new GroupLag(kafka, config.kafka().groupId(), List.of(Topics.SPANS, Topics.METRICS));
    long startNanos = System.nanoTime();
    try {
      GroupLag.Extent now = lag.extent();
      while (lag.behind(now) > 0) {
        if (System.nanoTime() - startNanos > patience.toNanos()) {
          return false;
        }
        pipelines.forEach(TopicPipeline::flush);
        TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
      }
      return true;
    } catch (ExecutionException e) {
      LOG.warn("Kafka does not say how far the collector is: {}", String.valueOf(e.getCause()));
      return false;
    }
  }

  /** What has been done so far, and what is wrong now. */
  public CollectorStatus status() {
    long points = 0;
    for (Table table :
        List.of(
            Table.GAUGE, Table.SUM, Table.HISTOGRAM, Table.EXPONENTIAL_HISTOGRAM, Table.SUMMARY)) {
      points += metrics.rowsStored(table.tableName());
    }
    return new CollectorStatus(
        metrics.recordsRead(),
        metrics.recordsStored(),
        metrics.recordsDeadLettered(),
        metrics.recordsLost(),
        metrics.rowsStored(Table.TRACES.tableName()),
        points,
        metrics.lagRecords(),
        health.lines());
  }

  /** The port of {@code /livez}, {@code /readyz} and {@code /metrics}. */
  public int adminPort() {
    return adminServer.port();
  }

  /**
   * Stores and commits everything that was read, leaves the group and closes all connections. What
   * cannot be stored within {@link CollectorConfig#drainTimeout} is read again by the next owner.
   * May be called more than once.
   */
  @Override
  public void close() {
    pipelines.forEach(TopicPipeline::stop);
    started.close();
  }

  private static ClickHouse connect(CollectorConfig.ClickHouse config) {
    ClickHouse clickHouse = new ClickHouse(config.address(), config.user(), config.password());
    try {
      new SchemaUpgrade(clickHouse, Migration.all()).apply();
      return clickHouse;
    } catch (StoreException e) {
      clickHouse.close();
      throw new StartupException(ExitCode.UNAVAILABLE, String.valueOf(e.getMessage()), e);
    } catch (RuntimeException e) {
      clickHouse.close();
      throw e;
    }
  }

  private void setUpTopics() {
    CollectorConfig.Topics topics = config.topics();
    String servers = config.kafka().bootstrapServers();
    new TopicSetup(kafka, servers, topics.partitions(), topics.replication()).apply();
  }

  private static StartupException unusable(CollectorConfig.Kafka config, KafkaException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return new StartupException(
        ExitCode.UNAVAILABLE,
        "Kafka at " + config.bootstrapServers() + " cannot be used: " + cause.getMessage(),
        e);
  }
}
