package io.tapmesh.embedded.clickhouse.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.tapmesh.embedded.clickhouse.sql.Statement.Insert;
import io.tapmesh.embedded.clickhouse.sql.Statement.Other;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementParserTest {

  private static Statement parse(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return StatementParser.parse(bytes, bytes.length, true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "INSERT INTO t FORMAT TSV~1          | INSERT INTO t                    | TSV    | 1",
        "insert into t (a, b) format CSV~1,2 | insert into t (a, b)             | CSV    | 1,2",
        "INSERT INTO d.`f o` FORMAT X data   | INSERT INTO d.`f o`              | X      | data",
        "INSERT INTO t VALUES (1)            | INSERT INTO t                    | Values | (1)",
        "INSERT INTO values VALUES (1)       | INSERT INTO values               | Values | (1)",
        "INSERT INTO format FORMAT TSV~x     | INSERT INTO format               | TSV    | x",
        "INSERT INTO TABLE t FORMAT TSV~x    | INSERT INTO TABLE t              | TSV    | x",
        "INSERT INTO t SETTINGS a=1 FORMAT T~| INSERT INTO t SETTINGS a=1       | T      |",
        "INSERT INTO t FORMAT T SETTINGS a='format x', b = 2~x"
            + "|INSERT INTO t SETTINGS a='format x', b = 2 | T | x",
        "INSERT INTO t FORMAT T~SETTINGS of a row|INSERT INTO t               | T      | SETTINGS of a row",
        "INSERT INTO FUNCTION null('x Format') FORMAT T~x|INSERT INTO FUNCTION null('x Format')|T|x",
        "/* FORMAT */ INSERT INTO t -- VALUES~FORMAT T~x | /* FORMAT */ INSERT INTO t |T|x",
        "INSERT INTO t (`values`, \"format\") VALUES (1)"
            + "|INSERT INTO t (`values`, \"format\") | Values | (1)",
      })
  void findsWhereTheRowsOfAnInsertBegin(String text, String sql, String format, String data) {
    String whole = text.replace('~', '\n');
    Insert insert = (Insert) parse(whole);
    assertThat(insert.sql().strip()).isEqualTo(sql.replace('~', '\n').strip());
    assertThat(insert.format()).isEqualTo(format.strip());
    assertThat(whole.substring(insert.dataStart()).strip()).isEqualTo(data == null ? "" : data);
  }

  @Test
  void leavesAllBytesOfTheRowsAlone() {
    Insert insert = (Insert) parse("INSERT INTO t FORMAT RowBinary\n\n \tx");
    assertThat("INSERT INTO t FORMAT RowBinary\n\n \tx".substring(insert.dataStart()))
        .isEqualTo("\n \tx");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "SELECT 1                               | true  |",
        "SELECT 1 FORMAT JSON                   | true  | JSON",
        "SELECT 1 AS format FORMAT CSV;         | true  | CSV",
        "SELECT format FROM t                   | true  |",
        "SELECT 1 FORMAT TSV SETTINGS a = 1     | true  | TSV",
        "(SELECT 1) UNION ALL (SELECT 2 FORMAT) | false |",
        "SELECT ' FORMAT CSV' -- FORMAT JSON    | true  |",
        "WITH 1 AS x SELECT x                   | true  |",
        "SHOW TABLES FORMAT TSV                 | false | TSV",
        "INSERT INTO t SELECT 1                 | false |",
        "INSERT INTO t (SELECT 1)               | false |",
        "CREATE TABLE t (a Int8) ENGINE = Null  | false |",
      })
  void findsTheFormatThatAQueryNames(String sql, boolean select, String format) {
    assertThat(parse(sql))
        .asInstanceOf(type(Other.class))
        .satisfies(
            other -> {
              if (!sql.startsWith("(")) {
                assertThat(other.select()).isEqualTo(select);
              }
              assertThat(other.format()).isEqualTo(format);
              assertThat(other.secondAt()).isEqualTo(-1);
            });
  }

  @Test
  void seesASecondStatement() {
    assertThat(parse("SHOW TABLES; ; DROP TABLE t"))
        .isEqualTo(new Other(false, null, "SHOW TABLES; ; ".length()));
    assertThat(parse("SELECT ';' ; -- no more")).isEqualTo(new Other(true, null, -1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n", "-- only", "/* only */", "/* not closed", "# x"})
  void seesThatThereIsNothing(String text) {
    assertThat(parse(text)).isEqualTo(new Statement.Empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO t (a, `b`) SETTINGS x = 'y' FORMAT RowBinary\n\1\2\3",
        "INSERT INTO FUNCTION null('x') FORMAT T SETTINGS a = 1, b = 'c'\nrows",
        "/* a */ INSERT INTO t -- c\nVALUES (1), ('x')",
        "INSERT INTO t SELECT 'FORMAT x' FROM s",
        "SELECT $x$ FORMAT $x$, `a\\`b`, \"c\"\"d\" FORMAT JSON",
      })
  void neverDecidesTooEarly(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    Statement whole = StatementParser.parse(bytes, bytes.length, true);
    for (int length = 0; length < bytes.length; length++) {
      Statement sofar = StatementParser.parse(bytes, length, false);
      assertThat(sofar).as(text.substring(0, length)).isIn(new Statement.Incomplete(), whole);
    }
  }

  @Test
  void survivesAnything() {
    Random random = new Random(7);
    String[] pieces = {
      "INSERT ",
      "INTO ",
      "t ",
      "FORMAT ",
      "VALUES ",
      "SETTINGS ",
      "=",
      ",",
      "(",
      ")",
      "'",
      "\\",
      "`",
      "\"",
      "--",
      "/*",
      "*/",
      "\n",
      "$",
      "$a$",
      ";",
      "1e",
      "SELECT ",
      "\0",
      "é",
      "’",
      " x "
    };
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(random.nextInt(3) > 0 ? "INSERT INTO t " : "");
      for (int n = random.nextInt(20); n > 0; n--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      byte[] bytes = text.toString().getBytes(UTF_8);
      assertThat(StatementParser.parse(bytes, bytes.length, true))
          .as(text.toString())
          .isNotInstanceOf(Statement.Incomplete.class);
      StatementParser.parse(bytes, random.nextInt(bytes.length + 1), false);
      ClientFiles.areNamedBy(bytes);
      KillQuery.withQueryId(bytes, "x");
    }
  }
}
