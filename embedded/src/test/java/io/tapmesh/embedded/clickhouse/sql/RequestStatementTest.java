package io.tapmesh.embedded.clickhouse.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestStatementTest {

  /** Gives few bytes at a time, as a network does. */
  private static InputStream trickle(byte[] bytes, int atMost) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] to, int offset, int count) {
        return super.read(to, offset, Math.min(count, atMost));
      }
    };
  }

  @Test
  void separatesStatementAndRowsHoweverTheyArrive() throws IOException {
    byte[] rows = new byte[100_000];
    new Random(3).nextBytes(rows);
    byte[] sql = "INSERT INTO t (a) FORMAT RowBinary\n".getBytes(UTF_8);
    byte[] both = Arrays.copyOf(sql, sql.length + rows.length);
    System.arraycopy(rows, 0, both, sql.length, rows.length);
    for (int atMost : new int[] {1, 7, 1000, 1_000_000}) {
      RequestStatement read = RequestStatement.read(new byte[0], trickle(both, atMost));
      assertThat(read.kind())
          .isEqualTo(new Statement.Insert("INSERT INTO t (a)", "RowBinary", sql.length));
      assertThat(read.data().readAllBytes()).isEqualTo(rows);
    }
  }

  @Test
  void joinsUrlAndBodyWithALineBreak() throws IOException {
    RequestStatement insert =
        RequestStatement.read(
            "INSERT INTO t FORMAT CSV".getBytes(UTF_8), trickle("\n1,2".getBytes(UTF_8), 2));
    assertThat(new String(insert.data().readAllBytes(), UTF_8)).isEqualTo("\n1,2");
    RequestStatement select =
        RequestStatement.read("SELECT".getBytes(UTF_8), trickle("1".getBytes(UTF_8), 1));
    assertThat(new String(select.sql(), UTF_8)).isEqualTo("SELECT\n1");
    RequestStatement alone =
        RequestStatement.read("SELECT 1".getBytes(UTF_8), InputStream.nullInputStream());
    assertThat(new String(alone.sql(), UTF_8)).isEqualTo("SELECT 1");
  }

  @Test
  void readsLongStatementsUpToALimit() throws IOException {
    String longSelect = "SELECT '" + "x".repeat(1_000_000) + "'";
    RequestStatement read =
        RequestStatement.read(new byte[0], trickle(longSelect.getBytes(UTF_8), 10_000));
    assertThat(read.sql()).hasSize(longSelect.length());

    byte[] endless = new byte[RequestStatement.MAX_SQL_BYTES + 1];
    Arrays.fill(endless, (byte) 'x');
    assertThatThrownBy(() -> RequestStatement.read(new byte[0], trickle(endless, 1 << 20)))
        .isInstanceOf(RequestStatement.TooLargeException.class);
  }

  @Test
  void findsFilesOfTheClient() {
    for (String sql :
        new String[] {
          "SELECT 1 INTO OUTFILE 'x'",
          "select 1 into /* */ outfile 'x'",
          "INSERT INTO t FROM INFILE 'x' FORMAT CSV",
          "SELECT ‘ ' ’ INTO OUTFILE ‘x’ -- '"
        }) {
      assertThat(ClientFiles.areNamedBy(sql.getBytes(UTF_8))).as(sql).isTrue();
    }
    for (String sql :
        new String[] {"SELECT 'INTO OUTFILE'", "SELECT outfile FROM t", "SELECT ‘outfiles’"}) {
      assertThat(ClientFiles.areNamedBy(sql.getBytes(UTF_8))).as(sql).isFalse();
    }
  }

  @Test
  void putsTheClientsQueryIdIntoKillQuery() {
    assertThat(rewritten("KILL QUERY WHERE query_id = 'query_id' AND Query_ID != 'b' SYNC"))
        .isEqualTo("KILL QUERY WHERE <id> = 'query_id' AND <id> != 'b' SYNC");
    assertThat(rewritten("SELECT query_id FROM t")).isEqualTo("SELECT query_id FROM t");
    assertThat(rewritten("KILL MUTATION WHERE query_id = 1"))
        .isEqualTo("KILL MUTATION WHERE query_id = 1");
  }

  private static String rewritten(String sql) {
    return new String(KillQuery.withQueryId(sql.getBytes(UTF_8), "<id>"), UTF_8);
  }
}
