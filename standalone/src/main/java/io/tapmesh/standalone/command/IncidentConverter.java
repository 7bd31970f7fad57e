package io.tapmesh.standalone.command;

import io.tapmesh.standalone.shop.Incident;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Incidents by the names that {@code --incident list} shows. */
final class IncidentConverter implements ITypeConverter<Incident> {

  static final String LIST = "list";

  @Override
  public Incident convert(String value) {
    return Incident.find(value)
        .orElseThrow(
            () ->
                new TypeConversionException("\"" + value + "\" (expected: list, " + names() + ")"));
  }

  private static String names() {
    return Arrays.stream(Incident.values()).map(Incident::id).collect(Collectors.joining(", "));
  }
}
