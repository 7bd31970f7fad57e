package io.tapmesh.api.store;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;

/**
 * Where ClickHouse is, and what one question may cost.
 *
 * @param url its HTTP interface, as {@code http://127.0.0.1:8123}
 * @param password may be empty
 * @param connectTimeout for the TCP connection
 * @param queryTimeout how long a statement may run; the server stops it then
 * @param maxConcurrentQueries further ones wait for up to {@code queueTimeout}
 * @param queueTimeout then they fail as {@link StoreException.Reason#BUSY}
 */
public record StoreConfig(
    URI url,
    String database,
    String user,
    String password,
    Duration connectTimeout,
    Duration queryTimeout,
    int maxConcurrentQueries,
    Duration queueTimeout) {

  /** Checks that nothing is missing. */
  public StoreConfig {
    requireNonNull(url, "url");
    requireNonNull(database, "database");
    requireNonNull(user, "user");
    requireNonNull(password, "password");
    requireNonNull(connectTimeout, "connectTimeout");
    requireNonNull(queryTimeout, "queryTimeout");
    requireNonNull(queueTimeout, "queueTimeout");
  }

  /** User {@code default} without a password, database {@code tapmesh}, 20 s, 32 at once. */
  public static StoreConfig of(URI url) {
    return new StoreConfig(
        url,
        "tapmesh",
        "default",
        "",
        Duration.ofSeconds(3),
        Duration.ofSeconds(20),
        32,
        Duration.ofSeconds(2));
  }

  /** The same with another database. */
  public StoreConfig withDatabase(String name) {
    return new StoreConfig(
        url,
        name,
        user,
        password,
        connectTimeout,
        queryTimeout,
        maxConcurrentQueries,
        queueTimeout);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return user + "@" + url + "/" + database;
  }
}
