package io.tapmesh.api.store;

import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The row that a reader stands on; valid until it moves on. */
public final class Row {

  private final ClickHouseBinaryFormatReader reader;

  Row(ClickHouseBinaryFormatReader reader) {
    this.reader = reader;
  }

  /** A text column. */
  public String text(String column) {
    return reader.getString(column);
  }

  /** A column of any integer type. */
  public long number(String column) {
    return reader.getLong(column);
  }

  /** A {@code Float64} column. */
  public double real(String column) {
    return reader.getDouble(column);
  }

  /** A column of integers or booleans that says yes by not being 0. */
  public boolean flag(String column) {
    return reader.getBoolean(column);
  }

  /** An integer column that counts seconds since 1970. */
  public Instant seconds(String column) {
    return Instant.ofEpochSecond(number(column));
  }

  /** An integer column that counts nanoseconds since 1970. */
  public Instant nanos(String column) {
    return Nanos.toInstant(number(column));
  }

  /** A column {@code Array(String)}. */
  public List<String> texts(String column) {
    return Arrays.asList(reader.getStringArray(column));
  }

  /** A column {@code Array(Int32)}. */
  public int[] ints(String column) {
    return reader.getIntArray(column);
  }

  /** A column {@code Array(Int64)}. */
  public long[] longs(String column) {
    return reader.getLongArray(column);
  }

  /** A column {@code Map(String, String)}. */
  public Map<String, String> map(String column) {
    return map(reader.<Object>readValue(column));
  }

  /** A column {@code Array(Map(String, String))}. */
  public List<Map<String, String>> maps(String column) {
    return reader.<Object>getList(column).stream().map(Row::map).toList();
  }

  private static Map<String, String> map(Object value) {
    Map<String, String> copy = new LinkedHashMap<>();
    ((Map<?, ?>) value).forEach((k, v) -> copy.put(String.valueOf(k), String.valueOf(v)));
    return copy;
  }
}
