package io.tapmesh.api.traces;

import io.tapmesh.api.store.Bindings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one span of a trace must meet, all at once. Null and empty mean any.
 *
 * @param minDurationMillis inclusive
 * @param maxDurationMillis inclusive
 */
public record SpanFilter(
    @Nullable String service,
    @Nullable String route,
    @Nullable String method,
    @Nullable StatusFilter status,
    @Nullable Double minDurationMillis,
    @Nullable Double maxDurationMillis,
    List<AttributeFilter> attributes) {

  private static final double NANOS_PER_MILLI = 1e6;

  /** Copies the attributes. */
  public SpanFilter {
    attributes = List.copyOf(attributes);
  }

  /** Conditions in SQL, hot columns first; binds their parameters. */
  List<String> conditions(Bindings bindings) {
    List<String> conditions = new ArrayList<>();
    if (service != null) {
      bindings.text("service", service);
      conditions.add("ServiceName = {service:String}");
    }
    if (route != null) {
      bindings.text("route", route);
      conditions.add("HttpRoute = {route:String}");
    }
    if (method != null) {
      bindings.text("method", method);
      conditions.add("HttpMethod = {method:String}");
    }
    if (status != null) {
      conditions.add(status.condition(bindings));
    }
    if (minDurationMillis != null) {
      bindings.number("minNanos", (long) Math.ceil(minDurationMillis * NANOS_PER_MILLI));
      conditions.add("Duration >= {minNanos:UInt64}");
    }
    if (maxDurationMillis != null) {
      bindings.number("maxNanos", (long) Math.floor(maxDurationMillis * NANOS_PER_MILLI));
      conditions.add("Duration <= {maxNanos:UInt64}");
    }
    for (int i = 0; i < attributes.size(); i++) {
      AttributeFilter attribute = attributes.get(i);
      bindings.text("key" + i, attribute.plainKey()).text("value" + i, attribute.value());
      // An absent key reads as empty text, which is not the same as being there and empty.
      conditions.add(
          "mapContains(%1$s, {key%2$d:String}) AND %1$s[{key%2$d:String}] = {value%2$d:String}"
              .formatted(attribute.column(), i));
    }
    return conditions;
  }
}
