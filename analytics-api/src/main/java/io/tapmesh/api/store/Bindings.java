package io.tapmesh.api.store;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Collects the parameters of one {@link Query}. Not thread-safe. */
public final class Bindings {

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private final Map<String, String> values = new LinkedHashMap<>();

  /** For a placeholder {@code {name:String}}; any text is safe. */
  public Bindings text(String name, String value) {
    values.put(name, escaped(value));
    return this;
  }

  /** For a placeholder of an integer type. */
  public Bindings number(String name, long value) {
    values.put(name, Long.toString(value));
    return this;
  }

  /** For a placeholder {@code {name:DateTime('UTC')}}; fractions of a second are cut off. */
  public Bindings seconds(String name, Instant value) {
    values.put(name, SECONDS.format(value));
    return this;
  }

  /** For a placeholder {@code {name:Int64}} that counts nanoseconds since 1970. */
  public Bindings nanos(String name, Instant value) {
    return number(name, Nanos.of(value));
  }

  /** For a placeholder {@code {name:Array(String)}}. */
  public Bindings texts(String name, Collection<String> elements) {
    StringBuilder array = new StringBuilder("[");
    for (String element : elements) {
      array.append(array.length() > 1 ? "," : "");
      array.append('\'').append(escaped(element).replace("'", "\\'")).append('\'');
    }
    values.put(name, array.append(']').toString());
    return this;
  }

  /** The finished query. */
  public Query query(String name, String sql) {
    return new Query(name, sql, values);
  }

  /**
   * ClickHouse reads a parameter as a field of its tab-separated format, which for an array is its
   * literal; both know these escapes.
   */
  private static String escaped(String value) {
    StringBuilder text = new StringBuilder(value.length() + 8);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '\t' -> text.append("\\t");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\0' -> text.append("\\0");
        default -> text.append(c);
      }
    }
    return text.toString();
  }
}
