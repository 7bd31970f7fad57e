package io.tapmesh.collector.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapmesh.schemas.Migration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowsTest {

  private static final long DAY = 86_400_000_000_000L;

  private final Rows rows = new Rows();

  @Test
  void aRecordThatIsTakenBackLeavesNothing() {
    addRecord(1, 0);
    rows.beginRecord();
    row(Table.TRACES, 5 * DAY);
    row(Table.GAUGE, 5 * DAY);
    rows.rollbackRecord();
    addRecord(1, 0);

    assertThat(rows.count()).isEqualTo(2);
    assertThat(rows.bytes()).isEqualTo(16);
    assertThat(rows.days()).isEqualTo(1);
    assertThat(rows.blocks()).extracting(RowBlock::table).containsExactly(Table.TRACES);
  }

  @Test
  void daysAreCountedOnceHoweverOftenTheyComeBack() {
    for (int i = 0; i < 100; i++) {
      addRecord(3, i % 2);
    }

    assertThat(rows.days()).isEqualTo(4);
  }

  @Test
  void aRecordMayNotTouchTooManyDays() {
    rows.beginRecord();

    assertThatThrownBy(() -> addRecord(Rows.MAX_DAYS + 1, 0))
        .isInstanceOf(RowLimitException.class)
        .hasMessageContaining("more days than a record may touch (expected: <= 48)");
  }

  @Test
  void aRecordMayNotBecomeTooManyBytes() {
    rows.beginRecord();
    RowBinary out = rows.block(Table.TRACES).out();
    byte[] large = new byte[Rows.MAX_RECORD_BYTES / 2];
    out.bytes(large);

    assertThatThrownBy(() -> out.bytes(large))
        .isInstanceOf(RowLimitException.class)
        .hasMessageContaining("more bytes than a record may become (expected: <= 33554432)");
  }

  @Test
  void theLimitIsPerRecord() {
    byte[] large = new byte[Rows.MAX_RECORD_BYTES / 2];
    for (int i = 0; i < 4; i++) {
      rows.beginRecord();
      rows.block(Table.TRACES).out().bytes(large);
      rows.endRecord();
    }

    assertThat(rows.bytes()).isGreaterThan(Rows.MAX_RECORD_BYTES);
  }

  @Test
  void clearedRowsStartAgain() {
    addRecord(3, 0);
    rows.clear();
    addRecord(1, 9);

    assertThat(rows.count()).isEqualTo(1);
    assertThat(rows.days()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Table.class)
  void everyColumnIsOneThatTheDdlDeclaresAndDoesNotCompute(Table table) {
    String ddl =
        Migration.all().stream()
            .flatMap(step -> step.statements().stream())
            .filter(s -> s.contains("CREATE TABLE " + table.tableName() + "\n"))
            .collect(Collectors.joining());

    assertThat(table.columns())
        .allSatisfy(
            column -> {
              String name = column.substring(column.indexOf('.') + 1);
              assertThat(ddl).containsPattern("(?m)^ +" + name + " ");
              assertThat(ddl).doesNotContainPattern("(?m)^ +" + name + " .*MATERIALIZED");
            });
  }

  private void addRecord(int days, int firstDay) {
    rows.beginRecord();
    for (int day = 0; day < days; day++) {
      row(Table.TRACES, (firstDay + day) * DAY);
    }
    rows.endRecord();
  }

  private void row(Table table, long unixNanos) {
    RowBlock block = rows.block(table);
    block.out().int64(unixNanos);
    block.endRow(unixNanos);
  }
}
