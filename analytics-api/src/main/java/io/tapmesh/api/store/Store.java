package io.tapmesh.api.store;

import static io.tapmesh.api.store.StoreException.Reason.BUSY;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientFaultCause;
import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import io.tapmesh.api.store.StoreException.Reason;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * ClickHouse, as the questions see it. A statement is bounded in time by the server, in the size of
 * its answer, and in number; whatever goes wrong becomes a {@link StoreException}. Thread-safe; the
 * caller's thread waits for the answer.
 */
public final class Store implements AutoCloseable {

  /** Beyond this many rows an answer is of no use to anyone, and a danger to our memory. */
  public static final int MAX_ROWS = 50_000;

  private static final long MAX_MEMORY_BYTES = 2L << 30;
  private static final Duration NETWORK_ALLOWANCE = Duration.ofSeconds(5);

  private final Client client;
  private final StoreConfig config;
  private final QueryObserver observer;
  private final Semaphore permits;

  /** Connects with the first question only. */
  public Store(StoreConfig config, QueryObserver observer) {
    this.config = config;
    this.observer = observer;
    this.permits = new Semaphore(config.maxConcurrentQueries(), true);
    long socketMillis = config.queryTimeout().plus(NETWORK_ALLOWANCE).toMillis();
    this.client =
        new Client.Builder()
            .addEndpoint(config.url().toString())
            .setUsername(config.user())
            .setPassword(config.password())
            .setDefaultDatabase(config.database())
            .setClientName("tapmesh-analytics-api")
            .setMaxConnections(config.maxConcurrentQueries())
            .setConnectTimeout(config.connectTimeout().toMillis())
            .setConnectionRequestTimeout(config.queueTimeout().toMillis(), ChronoUnit.MILLIS)
            .setSocketTimeout(socketMillis)
            // Answers are small; on the loopback compressing costs more than it saves.
            .compressServerResponse(false)
            .retryOnFailures(ClientFaultCause.None)
            .setMaxRetries(0)
            .build();
  }

  /** Statements that run at this moment. */
  public int inFlight() {
    return config.maxConcurrentQueries() - permits.availablePermits();
  }

  /**
   * Asks and reads every row.
   *
   * @param reader makes a value of each row; must not keep the row
   * @throws StoreException if there is no answer
   */
  public <T> List<T> list(Query query, Function<Row, T> reader) {
    long start = System.nanoTime();
    String outcome = "ok";
    try {
      acquire(query);
      try {
        return read(query, reader);
      } finally {
        permits.release();
      }
    } catch (StoreException e) {
      outcome = e.reason().name().toLowerCase(Locale.ROOT);
      throw e;
    } finally {
      observer.ended(query.name(), outcome, System.nanoTime() - start);
    }
  }

  /**
   * Asks for exactly one row.
   *
   * @throws StoreException as {@link #list}
   */
  public <T> T one(Query query, Function<Row, T> reader) {
    List<T> rows = list(query, reader);
    if (rows.size() != 1) {
      throw new StoreException(
          Reason.FAILED, query.name() + ": " + rows.size() + " rows (expected: 1)", null);
    }
    return rows.get(0);
  }

  private void acquire(Query query) {
    try {
      if (!permits.tryAcquire(config.queueTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StoreException(
            BUSY, query.name() + ": " + config.maxConcurrentQueries() + " statements run", null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(Reason.UNAVAILABLE, query.name() + ": shutting down", e);
    }
  }

  @SuppressWarnings("try") // Closing may be interrupted; that is caught below.
  private <T> List<T> read(Query query, Function<Row, T> reader) {
    List<T> rows = new ArrayList<>();
    Map<String, Object> parameters = new HashMap<>(query.parameters());
    try (QueryResponse response = client.query(query.sql(), parameters, settings(query)).get();
        ClickHouseBinaryFormatReader values = client.newBinaryFormatReader(response)) {
      Row row = new Row(values);
      while (values.hasNext()) {
        values.next();
        rows.add(reader.apply(row));
      }
      return rows;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(Reason.UNAVAILABLE, query.name() + ": shutting down", e);
    } catch (Exception e) {
      throw StoreFailures.of(query, e);
    }
  }

  private QuerySettings settings(Query query) {
    return new QuerySettings()
        .logComment("tapmesh " + query.name())
        // The whole answer is computed before its first byte is sent: a failure has its status.
        .waitEndOfQuery(true)
        .setMaxExecutionTime((int) Math.max(1, config.queryTimeout().toSeconds()))
        .serverSetting("max_result_rows", Integer.toString(MAX_ROWS))
        .serverSetting("result_overflow_mode", "throw")
        .serverSetting("max_memory_usage", Long.toString(MAX_MEMORY_BYTES));
  }

  @Override
  public void close() {
    client.close();
  }
}
