package io.tapmesh.embedded.clickhouse.sql;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;

/** A request taken apart: the statement, and the rows that follow it if it is an INSERT. */
public final class RequestStatement {

  /** Beyond this a statement that is not an INSERT with data is refused. */
  public static final int MAX_SQL_BYTES = 16 << 20;

  private static final int FIRST_READ_BYTES = 16 << 10;

  private final byte[] sql;
  private final Statement kind;
  private final InputStream data;

  private RequestStatement(byte[] sql, Statement kind, InputStream data) {
    this.sql = sql;
    this.kind = kind;
    this.data = data;
  }

  /** The statement as the client wrote it, up to the rows. */
  public byte[] sql() {
    return sql.clone();
  }

  public Statement kind() {
    return kind;
  }

  /** The rows of an INSERT; empty otherwise. */
  public InputStream data() {
    return data;
  }

  /** The statement is longer than {@link #MAX_SQL_BYTES}. */
  public static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException() {
      super("the statement is larger than " + MAX_SQL_BYTES + " bytes");
    }
  }

  /**
   * Reads as much as is needed.
   *
   * @param fromUrl the statement, or its beginning, given in the URL; may be empty
   * @param body the request's body, decoded
   */
  public static RequestStatement read(byte[] fromUrl, InputStream body) throws IOException {
    byte[] buffer = Arrays.copyOf(fromUrl, fromUrl.length + FIRST_READ_BYTES);
    int length = fromUrl.length;
    if (length > 0) {
      buffer[length++] = '\n'; // As ClickHouse joins the two.
    }
    int parsedAt = 0;
    while (true) {
      int read = body.read(buffer, length, buffer.length - length);
      boolean complete = read < 0;
      length += Math.max(read, 0);
      // Parsing starts over each time, so it waits until there is twice as much.
      if (complete || length >= 2 * parsedAt || parsedAt < FIRST_READ_BYTES) {
        parsedAt = length;
        Statement statement = StatementParser.parse(buffer, length, complete);
        if (statement instanceof Statement.Insert insert) {
          return withData(buffer, length, insert, body);
        }
        if (complete) {
          return withoutData(buffer, length, fromUrl.length, statement);
        }
      }
      if (length == buffer.length) {
        if (length >= MAX_SQL_BYTES) {
          throw new TooLargeException();
        }
        buffer = Arrays.copyOf(buffer, 2 * length);
      }
    }
  }

  private static RequestStatement withData(
      byte[] buffer, int length, Statement.Insert insert, InputStream body) {
    InputStream begun =
        new ByteArrayInputStream(buffer, insert.dataStart(), length - insert.dataStart());
    return new RequestStatement(
        Arrays.copyOf(buffer, insert.dataStart()), insert, new SequenceInputStream(begun, body));
  }

  private static RequestStatement withoutData(
      byte[] buffer, int length, int urlLength, Statement statement) {
    boolean bodyEmpty = urlLength > 0 && length == urlLength + 1;
    return new RequestStatement(
        Arrays.copyOf(buffer, bodyEmpty ? urlLength : length),
        statement,
        InputStream.nullInputStream());
  }
}
