package io.tapmesh.embedded.clickhouse.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Pointer;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A connection to the engine, with a current database and settings of its own, as a client's
 * session has them. It runs one statement at a time, for one thread at a time; sessions run side by
 * side. Opening one costs less than a millisecond.
 */
public final class EngineSession implements AutoCloseable {

  private static final String COMMAND_FORMAT = "TabSeparated";

  private final Engine engine;
  private final Pointer holder;
  private final Pointer connection;
  private boolean closed;

  EngineSession(Engine engine, Pointer holder) {
    this.engine = engine;
    this.holder = holder;
    this.connection = holder.getPointer(0);
  }

  /** Changes settings for what follows in this session. */
  public void set(Map<String, String> settings) {
    if (settings.isEmpty()) {
      return;
    }
    run(
        settings.entrySet().stream()
            .map(s -> Sql.identifier(s.getKey()) + " = " + Sql.literal(s.getValue()))
            .collect(Collectors.joining(", ", "SET ", "")));
  }

  /** Takes on a role that the user was granted. */
  public void setRole(String role) {
    run("SET ROLE " + Sql.identifier(role));
  }

  /** Makes a database the current one. */
  public void use(String database) {
    run("USE " + Sql.identifier(database));
  }

  /** Runs a statement whose result does not matter. */
  public void run(String sql) {
    query(sql.getBytes(UTF_8), COMMAND_FORMAT, Map.of()).close();
  }

  /** Runs a query and returns its tab-separated text; for small results. */
  public String text(String sql) {
    try (EngineResult result = query(sql.getBytes(UTF_8), COMMAND_FORMAT, Map.of())) {
      int length = Math.toIntExact(result.lengthBytes());
      return length == 0 ? "" : UTF_8.decode(result.slice(0, length)).toString();
    }
  }

  /**
   * Runs any statement to its end and keeps the whole result in the engine's memory.
   *
   * @param format used where the statement names none
   * @param parameters values for <code>{name:Type}</code>, escaped as in TabSeparated
   */
  public EngineResult query(byte[] sql, String format, Map<String, String> parameters) {
    NativeStrings names = new NativeStrings(parameters.keySet());
    NativeStrings values = new NativeStrings(parameters.values());
    byte[] formatBytes = format.getBytes(UTF_8);
    return EngineResult.orThrow(
        Chdb.chdb_query_with_params_n(
            connection,
            sql,
            sql.length,
            formatBytes,
            formatBytes.length,
            names.pointers(),
            names.lengths(),
            values.pointers(),
            values.lengths(),
            names.count()));
  }

  /** Starts a SELECT; see {@link ResultStream} for the formats that can be streamed. */
  public ResultStream stream(byte[] sql, String format, Map<String, String> parameters) {
    NativeStrings names = new NativeStrings(parameters.keySet());
    NativeStrings values = new NativeStrings(parameters.values());
    byte[] formatBytes = format.getBytes(UTF_8);
    Pointer handle =
        Chdb.chdb_stream_query_with_params_n(
            connection,
            sql,
            sql.length,
            formatBytes,
            formatBytes.length,
            names.pointers(),
            names.lengths(),
            values.pointers(),
            values.lengths(),
            names.count());
    EngineResult.orThrow(handle); // The handle itself tells of an error; it stays open otherwise.
    return new ResultStream(connection, handle);
  }

  /**
   * Starts an INSERT.
   *
   * @param sql without {@code FORMAT} and data
   * @param format of the data to come
   */
  public InsertStream insert(byte[] sql, String format, Map<String, String> parameters) {
    NativeStrings names = new NativeStrings(parameters.keySet());
    NativeStrings values = new NativeStrings(parameters.values());
    byte[] formatBytes = format.getBytes(UTF_8);
    return InsertStream.orThrow(
        Chdb.chdb_stream_insert_with_params_n(
            connection,
            sql,
            sql.length,
            formatBytes,
            formatBytes.length,
            names.pointers(),
            names.lengths(),
            values.pointers(),
            values.lengths(),
            names.count()));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Chdb.chdb_close_conn(holder);
      engine.sessionClosed();
    }
  }
}
