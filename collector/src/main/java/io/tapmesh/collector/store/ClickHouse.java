package io.tapmesh.collector.store;

import static java.util.Objects.requireNonNull;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientFaultCause;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import io.tapmesh.collector.rows.RowBlock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A ClickHouse server, spoken to over HTTP. Thread-safe. */
public final class ClickHouse implements AutoCloseable {

  /**
   * One block per insert, whatever the server's defaults: the deduplication token is made for a
   * block. And no asynchronous inserts: an answer means that the rows are stored.
   */
  private static final Map<String, String> INSERT_SETTINGS =
      Map.of(
          "async_insert", "0",
          "insert_deduplicate", "1",
          "deduplicate_blocks_in_dependent_materialized_views", "1",
          "max_insert_block_size", "100000000",
          "min_insert_block_size_rows", "100000000",
          "min_insert_block_size_bytes", "0",
          "max_partitions_per_insert_block", "100");

  private static final Pattern QUERY_ID = Pattern.compile("\\s*\\(queryId= [^)]*\\)");
  private static final int MAX_MESSAGE = 500;
  private static final int CONNECT_TIMEOUT_SECONDS = 5;
  private static final int ANSWER_TIMEOUT_SECONDS = 60;

  private final Client client;
  private final ClickHouseAddress address;

  /**
   * Connects with the first statement.
   *
   * @param user and password may be empty
   */
  public ClickHouse(ClickHouseAddress address, String user, String password) {
    this.address = requireNonNull(address, "address");
    this.client =
        new Client.Builder()
            .addEndpoint(address.url().toString())
            .setUsername(user)
            .setPassword(password)
            .setDefaultDatabase(address.database())
            .setClientName("tapmesh-collector")
            .setConnectTimeout(CONNECT_TIMEOUT_SECONDS, ChronoUnit.SECONDS)
            .setSocketTimeout(ANSWER_TIMEOUT_SECONDS, ChronoUnit.SECONDS)
            .retryOnFailures(ClientFaultCause.None)
            .compressServerResponse(false)
            .build();
  }

  public ClickHouseAddress address() {
    return address;
  }

  /**
   * Stores a block of rows once, however often it is called with the same token.
   *
   * @param token names these rows, and no others ever
   * @throws StoreException if ClickHouse did not say that they are stored; they may be
   */
  public void insert(RowBlock block, String token) throws StoreException {
    InsertSettings settings = new InsertSettings().setDeduplicationToken(token);
    INSERT_SETTINGS.forEach(settings::serverSetting);
    try (InsertResponse stored =
        await(
            () ->
                client.insert(
                    block.table().tableName(),
                    block.table().columns(),
                    block.out()::writeTo,
                    ClickHouseFormat.RowBinary,
                    settings))) {
      requireNonNull(stored, "response");
    }
  }

  /** Runs a statement that has no result, in {@link ClickHouseAddress#database}. */
  void execute(String sql) throws StoreException {
    execute(sql, address.database());
  }

  void execute(String sql, String database) throws StoreException {
    QuerySettings settings = new QuerySettings().setDatabase(database);
    QueryResponse done = await(() -> client.query(sql, settings));
    try {
      done.close();
    } catch (Exception e) {
      throw failed(e);
    }
  }

  /** Runs a query with a small result. */
  List<GenericRecord> query(String sql, Map<String, Object> parameters) throws StoreException {
    return await(
        () ->
            CompletableFuture.completedFuture(
                client.queryAll(sql, parameters, new QuerySettings())));
  }

  /** Closes the connections. */
  @Override
  public void close() {
    client.close();
  }

  private <T> T await(Supplier<CompletableFuture<T>> call) throws StoreException {
    try {
      return call.get().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(e);
    } catch (ExecutionException e) {
      throw failed(e.getCause() == null ? e : e.getCause());
    } catch (RuntimeException e) {
      // The client throws whatever its HTTP library does; all of it means that there is no answer.
      throw failed(e);
    }
  }

  private StoreException failed(Throwable e) {
    Throwable root = e;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ServerException answer) {
        return new StoreException(
            where() + " refused: " + shortened(answer.getMessage()), answer.getCode(), e);
      }
      root = cause;
    }
    return new StoreException(
        where() + " does not answer: " + root.getMessage(), StoreException.NO_ANSWER, e);
  }

  private String where() {
    return "ClickHouse at " + address.url();
  }

  /** Without the query's id, which would make every repetition another message. */
  private static String shortened(@Nullable String message) {
    String text = QUERY_ID.matcher(String.valueOf(message)).replaceAll("");
    return text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE) + "…";
  }
}
