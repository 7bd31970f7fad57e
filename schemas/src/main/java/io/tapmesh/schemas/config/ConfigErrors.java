package io.tapmesh.schemas.config;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with one document; handed to its {@link ConfigCheck}s. */
public final class ConfigErrors {

  private final YamlTree tree;
  private final List<ConfigError> errors = new ArrayList<>();

  ConfigErrors(YamlTree tree) {
    this.tree = tree;
  }

  /**
   * Reports a value that is there but wrong.
   *
   * @param pointer a <a href="https://www.rfc-editor.org/rfc/rfc6901">JSON pointer</a>: {@code
   *     /spec/inbound/0/listen}
   * @param expected what would be right, in words
   */
  public void reject(String pointer, JsonNode value, String expected) {
    add(pointer, "value " + requireNonNull(value, "value"), expected);
  }

  /**
   * Reports anything else.
   *
   * @param pointer as for {@link #reject}; a place that is not in the file is reported where its
   *     nearest ancestor is
   * @param found what is there, in words
   */
  public void add(String pointer, String found, String expected) {
    errors.add(new ConfigError(YamlTree.readable(pointer), found, expected, tree.place(pointer)));
  }

  /** A pointer as people write it: {@code spec.inbound[0].listen}. */
  public static String path(String pointer) {
    return YamlTree.readable(pointer);
  }

  boolean isEmpty() {
    return errors.isEmpty();
  }

  /** All of them, in the order of the file. */
  List<ConfigError> list() {
    return errors.stream()
        .sorted(Comparator.comparingInt(ConfigErrors::line).thenComparingInt(ConfigErrors::column))
        .toList();
  }

  private static int line(ConfigError error) {
    String place = error.place();
    int column = place.lastIndexOf(':');
    return Integer.parseInt(place.substring(place.lastIndexOf(':', column - 1) + 1, column));
  }

  private static int column(ConfigError error) {
    return Integer.parseInt(error.place().substring(error.place().lastIndexOf(':') + 1));
  }
}
