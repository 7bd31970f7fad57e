package io.tapmesh.schemas;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * One numbered step of the ClickHouse DDL, in {@code io/tapmesh/schemas/clickhouse/}. A step that
 * was released is never edited; the next number corrects it.
 *
 * @param version the number, from 1, without gaps
 * @param name the file's name without its ending, as in {@code 0001_traces}
 * @param statements to be executed in order; table names are unqualified, so the connection's
 *     database decides
 * @param checksum CRC-32C of the file, to notice a step that changed after it was applied
 */
public record Migration(int version, String name, List<String> statements, long checksum) {

  private static final List<String> NAMES =
      List.of(
          "0001_traces",
          "0002_metrics",
          "0003_traffic",
          "0004_ingest",
          "0005_calls_and_connections");

  public Migration {
    requireNonNull(name, "name");
    statements = List.copyOf(statements);
  }

  /** Every step, in the order in which they apply. */
  public static List<Migration> all() {
    return NAMES.stream().map(Migration::read).toList();
  }

  private static Migration read(String name) {
    String resource = "clickhouse/" + name + ".sql";
    try (InputStream in = Migration.class.getResourceAsStream(resource)) {
      byte[] bytes = requireNonNull(in, resource).readAllBytes();
      CRC32C checksum = new CRC32C();
      checksum.update(bytes);
      return new Migration(
          Integer.parseInt(name.substring(0, 4)),
          name,
          statements(new String(bytes, StandardCharsets.UTF_8)),
          checksum.getValue());
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }

  /** A statement ends with a semicolon at the end of a line. */
  private static List<String> statements(String file) {
    return Arrays.stream(file.split(";\\s*\\n"))
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .toList();
  }
}
