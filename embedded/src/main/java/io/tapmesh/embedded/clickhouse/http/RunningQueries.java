package io.tapmesh.embedded.clickhouse.http;

import io.tapmesh.embedded.clickhouse.engine.Engine;
import io.tapmesh.embedded.clickhouse.engine.EngineException;
import io.tapmesh.embedded.clickhouse.engine.EngineSession;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The statements that run, by query id, and their end before their time: when the client goes away,
 * or when the server closes.
 *
 * <p>The engine gives ids of its own that cannot be chosen. So the client's id travels as the end
 * of the setting {@code log_comment}, which the engine lists with each running statement.
 */
final class RunningQueries implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RunningQueries.class);
  private static final long KILL_INTERVAL_MILLIS = 200;

  private final Engine engine;
  private final Map<String, Exchange> byId = new ConcurrentHashMap<>();
  private final ScheduledExecutorService killer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "clickhouse-killer");
            thread.setDaemon(true);
            return thread;
          });

  RunningQueries(Engine engine) {
    this.engine = engine;
  }

  /** The value of {@code log_comment} that marks a statement. */
  static String comment(String userComment, String queryId) {
    return userComment + "[query_id=" + queryId + "]";
  }

  /** What stands for the client's query id in a statement that looks at running queries. */
  static String idExpression() {
    return "extract(Settings['log_comment'], '\\\\[query_id=(.*)\\\\]$')";
  }

  void start(String queryId, Exchange exchange) {
    if (byId.putIfAbsent(queryId, exchange) != null) {
      throw EngineException.of(
          ErrorStatus.QUERY_WITH_SAME_ID,
          "QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING",
          "Query with id = " + queryId + " is already running.");
    }
  }

  void end(String queryId, Exchange exchange) {
    byId.remove(queryId, exchange);
  }

  int count() {
    return byId.size();
  }

  /** Ends the exchange's statement, however long it takes to reach the engine. */
  void kill(Exchange exchange) {
    byId.forEach(
        (id, running) -> {
          if (running == exchange) {
            killer.execute(() -> killUntilEnded(id, exchange));
          }
        });
  }

  void killAll() {
    byId.forEach((id, running) -> killer.execute(() -> killUntilEnded(id, running)));
  }

  /** Again and again, since the statement may be between two steps and not seen by the engine. */
  private void killUntilEnded(String id, Exchange exchange) {
    if (byId.get(id) != exchange) {
      return;
    }
    try (EngineSession session = engine.session()) {
      session.run(
          "KILL QUERY WHERE endsWith(Settings['log_comment'], "
              + literal(comment("", id))
              + ") AND query_id != queryID() ASYNC");
    } catch (EngineException e) {
      log.warn("cannot end query {}: {}", id, e.getMessage());
    }
    ScheduledFuture<?> unused =
        killer.schedule(
            () -> killUntilEnded(id, exchange), KILL_INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static String literal(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  @Override
  public void close() {
    killer.shutdownNow();
  }
}
