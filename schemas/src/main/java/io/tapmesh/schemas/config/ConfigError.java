package io.tapmesh.schemas.config;

/**
 * One thing that is wrong with a configuration file.
 *
 * @param path where in the document, as people write it: {@code spec.inbound[0].listen}
 * @param found what is there: {@code value "foo"}, {@code missing}, {@code unknown field}
 * @param expected what would be right, in words
 * @param place {@code file:line:column}, both from 1
 */
public record ConfigError(String path, String found, String expected, String place) {

  /** {@code spec.inbound[0].listen: value "foo" (expected: HOST:PORT), proxy.yaml:7:13}. */
  @Override
  public String toString() {
    return path + ": " + found + " (expected: " + expected + "), " + place;
  }
}
