package io.tapmesh.standalone.command;

import io.tapmesh.schemas.config.ConfigValues;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations on the command line are spelled as in configuration files: {@code 90s}, {@code 5m}. */
final class DurationConverter implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String value) {
    try {
      return ConfigValues.duration(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "\"" + value + "\" (expected: a whole number and ms, s, m, h or d, such as 90s)");
    }
  }
}
