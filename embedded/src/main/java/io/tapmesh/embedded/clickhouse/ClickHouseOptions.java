package io.tapmesh.embedded.clickhouse;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How the ClickHouse engine in this process is to run.
 *
 * @param dataDir where the tables live; made on first use
 * @param host to listen on
 * @param port 0 takes any free one
 * @param passwords by user; {@code default} without a password unless given otherwise
 * @param maxMemoryBytes what the engine may take for all statements, merges and caches together
 * @param maxConnections statements that run at the same time; further ones wait
 * @param maxWaitMillis how long they wait before they are refused
 */
public record ClickHouseOptions(
    Path dataDir,
    String host,
    int port,
    Map<String, String> passwords,
    long maxMemoryBytes,
    int maxConnections,
    long maxWaitMillis) {

  /** The user that is there without being asked for. */
  public static final String DEFAULT_USER = "default";

  /** Also the name of an element in a server's configuration. */
  private static final Pattern USER_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

  private static final long DEFAULT_MEMORY_BYTES = 1500L << 20;
  private static final long MIN_MEMORY_BYTES = 256L << 20;
  private static final int DEFAULT_CONNECTIONS = 16;
  private static final long DEFAULT_WAIT_MILLIS = 30_000;

  public ClickHouseOptions {
    requireNonNull(dataDir, "dataDir");
    requireNonNull(host, "host");
    passwords = Map.copyOf(passwords);
    if (!passwords.containsKey(DEFAULT_USER)) {
      throw new IllegalArgumentException("passwords: no user " + DEFAULT_USER);
    }
    for (String user : passwords.keySet()) {
      if (!USER_NAME.matcher(user).matches()) {
        throw new IllegalArgumentException("user: " + user + " (expected: " + USER_NAME + ")");
      }
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0-65535)");
    }
    if (maxMemoryBytes < MIN_MEMORY_BYTES) {
      throw new IllegalArgumentException(
          "maxMemoryBytes: " + maxMemoryBytes + " (expected: >= " + MIN_MEMORY_BYTES + ")");
    }
    if (maxConnections < 1) {
      throw new IllegalArgumentException("maxConnections: " + maxConnections + " (expected: >= 1)");
    }
    if (maxWaitMillis < 0) {
      throw new IllegalArgumentException("maxWaitMillis: " + maxWaitMillis + " (expected: >= 0)");
    }
  }

  /** On 127.0.0.1, any free port, user {@code default} without a password, 1.5 GiB of memory. */
  public static ClickHouseOptions in(Path dataDir) {
    return new ClickHouseOptions(
        dataDir,
        "127.0.0.1",
        0,
        Map.of(DEFAULT_USER, ""),
        DEFAULT_MEMORY_BYTES,
        DEFAULT_CONNECTIONS,
        DEFAULT_WAIT_MILLIS);
  }

  public ClickHouseOptions withPort(int newPort) {
    return new ClickHouseOptions(
        dataDir, host, newPort, passwords, maxMemoryBytes, maxConnections, maxWaitMillis);
  }

  /** Adds a user, or gives an existing one another password. */
  public ClickHouseOptions withUser(String user, String password) {
    Map<String, String> more = new HashMap<>(passwords);
    more.put(user, password);
    return new ClickHouseOptions(
        dataDir, host, port, more, maxMemoryBytes, maxConnections, maxWaitMillis);
  }

  public ClickHouseOptions withMaxMemoryBytes(long newMaxMemoryBytes) {
    return new ClickHouseOptions(
        dataDir, host, port, passwords, newMaxMemoryBytes, maxConnections, maxWaitMillis);
  }

  public ClickHouseOptions withMaxConnections(int newMaxConnections, long newMaxWaitMillis) {
    return new ClickHouseOptions(
        dataDir, host, port, passwords, maxMemoryBytes, newMaxConnections, newMaxWaitMillis);
  }
}
