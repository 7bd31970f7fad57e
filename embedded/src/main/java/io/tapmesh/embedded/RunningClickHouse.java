package io.tapmesh.embedded;

import java.net.URI;

/** A ClickHouse that answers, wherever it runs. Close it to stop what was started for it. */
public interface RunningClickHouse extends AutoCloseable {

  /** Address of its HTTP interface, without credentials. */
  URI httpUri();

  String user();

  /** Empty if there is none. */
  String password();

  /** For people: what it is and where it came from. */
  String description();

  /** For clickhouse-jdbc, with {@link #user()} and {@link #password()} as properties. */
  default String jdbcUrl() {
    return "jdbc:ch:" + httpUri();
  }

  @Override
  void close();
}
