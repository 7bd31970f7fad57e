package io.tapmesh.embedded;

import static java.util.Objects.requireNonNull;

import io.tapmesh.embedded.clickhouse.ClickHouseOptions;
import io.tapmesh.embedded.clickhouse.EmbeddedClickHouse;
import io.tapmesh.embedded.clickhouse.library.ChdbLibrary;
import io.tapmesh.embedded.kafka.EmbeddedKafka;
import io.tapmesh.embedded.kafka.KafkaOptions;
import io.tapmesh.embedded.kafka.NamedKafka;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the engines: those that the user names, else what the machine has, else those of this
 * process.
 */
public final class Engines {

  private static final Logger log = LoggerFactory.getLogger(Engines.class);

  private Engines() {}

  /**
   * A ClickHouse: at {@code url} if given; else a {@code clickhouse server} started from the PATH
   * if there is one that is recent enough; else the engine in this process.
   *
   * @param url {@code http://[user:password@]host:port}, or a JDBC URL of clickhouse-jdbc
   * @param options for one that is started here
   * @throws io.tapmesh.schemas.StartupException if it does not answer or cannot be started
   */
  public static RunningClickHouse clickHouse(@Nullable String url, ClickHouseOptions options) {
    return clickHouse(url, options, System.getenv().getOrDefault("PATH", ""));
  }

  static RunningClickHouse clickHouse(
      @Nullable String url, ClickHouseOptions options, String searchPath) {
    requireNonNull(options, "options");
    RunningClickHouse chosen;
    if (url != null) {
      chosen = NamedClickHouse.connect(url);
    } else {
      Optional<ClickHouseBinary> binary = ClickHouseBinary.onPath(searchPath);
      chosen =
          binary.isPresent()
              ? ClickHouseProcess.start(binary.get(), options)
              : EmbeddedClickHouse.start(options);
    }
    log.info("ClickHouse: {}", chosen.description());
    return chosen;
  }

  /**
   * Fetches what {@link #clickHouse} will need and is not on this machine yet, which may take
   * minutes and tells its progress; so that a caller can have it done before anything else is
   * running. Does nothing where no library is needed.
   *
   * @param url as for {@link #clickHouse}
   * @throws io.tapmesh.schemas.StartupException if it cannot be had
   */
  public static void fetchClickHouse(@Nullable String url) {
    String searchPath = System.getenv().getOrDefault("PATH", "");
    if (url == null && ClickHouseBinary.onPath(searchPath).isEmpty()) {
      log.debug("ClickHouse library: {}", ChdbLibrary.fromEnvironment().file());
    }
  }

  /**
   * A Kafka: at {@code bootstrapServers} if given, else a broker in this process.
   *
   * @param bootstrapServers {@code host:port}, or several with commas
   * @param options for one that is started here
   * @throws io.tapmesh.schemas.StartupException if it does not answer or cannot be started
   */
  public static RunningKafka kafka(@Nullable String bootstrapServers, KafkaOptions options) {
    requireNonNull(options, "options");
    RunningKafka chosen =
        bootstrapServers != null
            ? NamedKafka.connect(bootstrapServers)
            : EmbeddedKafka.start(options);
    log.info("Kafka: {}", chosen.description());
    return chosen;
  }
}
