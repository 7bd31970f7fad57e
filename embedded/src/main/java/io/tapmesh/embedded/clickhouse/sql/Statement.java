package io.tapmesh.embedded.clickhouse.sql;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** What the beginning of a request turned out to be. */
public sealed interface Statement {

  /** More bytes are needed to tell. */
  record Incomplete() implements Statement {}

  /**
   * An INSERT whose rows follow in the request.
   *
   * @param sql the statement without its format clause
   * @param format of the rows
   * @param dataStart offset of the first byte of the rows
   */
  record Insert(String sql, String format, int dataStart) implements Statement {
    public Insert {
      requireNonNull(sql, "sql");
      requireNonNull(format, "format");
    }
  }

  /** Nothing but blanks and comments. */
  record Empty() implements Statement {}

  /**
   * Any other statement.
   *
   * @param select whether it reads like a SELECT, so that its result may be streamed
   * @param format named by its own FORMAT clause
   * @param secondAt offset of a second statement after this one; -1 if there is none
   */
  record Other(boolean select, @Nullable String format, int secondAt) implements Statement {}
}
