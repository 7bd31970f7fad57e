package io.tapmesh.collector.decode;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.tapmesh.collector.rows.RowBinary;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;

/**
 * Attributes as a map of strings, which is how the tables keep them: numbers in decimal, bytes in
 * Base64, arrays and lists of keys as JSON, an absent value as the empty string.
 */
final class AttributeText {

  private static final double LARGEST_PLAIN = 1e21;
  private static final double SMALLEST_PLAIN = 1e-6;

  private AttributeText() {}

  /** A {@code Map(String, String)} in the order in which the attributes came. */
  static void writeMap(List<KeyValue> attributes, RowBinary out) {
    int size = attributes.size();
    out.varint(size);
    for (int i = 0; i < size; i++) {
      KeyValue attribute = attributes.get(i);
      out.string(attribute.getKey());
      writeValue(attribute.getValue(), out);
    }
  }

  /** The text of the attribute with that key, empty if there is none; the first of several. */
  static String find(List<KeyValue> attributes, String key) {
    for (KeyValue attribute : attributes) {
      if (attribute.getKey().equals(key)) {
        return text(attribute.getValue());
      }
    }
    return "";
  }

  private static void writeValue(AnyValue value, RowBinary out) {
    if (value.hasIntValue()) {
      out.decimal(value.getIntValue());
    } else {
      out.string(text(value));
    }
  }

  static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case BOOL_VALUE -> value.getBoolValue() ? "true" : "false";
      case INT_VALUE -> Long.toString(value.getIntValue());
      case DOUBLE_VALUE -> number(value.getDoubleValue());
      case BYTES_VALUE -> base64(value.getBytesValue());
      case ARRAY_VALUE, KVLIST_VALUE -> JsonText.of(value);
      // An index into a table of strings that only the profiles signal has.
      case STRING_VALUE_STRINDEX, VALUE_NOT_SET -> "";
    };
  }

  static String base64(ByteString bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /** {@code 200}, {@code 0.5}, {@code 1.0E22}: plain where people would write it plainly. */
  static String number(double value) {
    double magnitude = Math.abs(value);
    if (magnitude == 0) {
      return "0";
    }
    if (magnitude >= SMALLEST_PLAIN && magnitude < LARGEST_PLAIN) {
      return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }
    return Double.toString(value);
  }
}
