package io.tapmesh.proxy.telemetry;

import com.google.protobuf.ByteString;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import java.util.ArrayList;
import java.util.List;

/** The parts of OTLP that spans and metrics share. */
final class Otlp {

  private Otlp() {}

  static Resource resource(io.opentelemetry.sdk.resources.Resource resource) {
    return Resource.newBuilder().addAllAttributes(attributes(resource.getAttributes())).build();
  }

  static InstrumentationScope scope(InstrumentationScopeInfo scope) {
    InstrumentationScope.Builder builder =
        InstrumentationScope.newBuilder().setName(scope.getName());
    if (scope.getVersion() != null) {
      builder.setVersion(scope.getVersion());
    }
    return builder.build();
  }

  static List<KeyValue> attributes(Attributes attributes) {
    List<KeyValue> list = new ArrayList<>(attributes.size());
    attributes.forEach((key, value) -> list.add(attribute(key, value)));
    return list;
  }

  private static KeyValue attribute(AttributeKey<?> key, Object value) {
    return KeyValue.newBuilder().setKey(key.getKey()).setValue(value(value)).build();
  }

  private static AnyValue value(Object value) {
    AnyValue.Builder builder = AnyValue.newBuilder();
    if (value instanceof String text) {
      return builder.setStringValue(text).build();
    }
    if (value instanceof Long number) {
      return builder.setIntValue(number).build();
    }
    if (value instanceof Double number) {
      return builder.setDoubleValue(number).build();
    }
    if (value instanceof Boolean bool) {
      return builder.setBoolValue(bool).build();
    }
    if (value instanceof List<?> list) {
      ArrayValue.Builder array = ArrayValue.newBuilder();
      list.forEach(item -> array.addValues(value(item)));
      return builder.setArrayValue(array).build();
    }
    throw new IllegalArgumentException(
        "attribute value: " + value.getClass() + " (expected: what OTLP knows)");
  }

  static ByteString bytes(byte[] bytes) {
    return ByteString.copyFrom(bytes);
  }
}
