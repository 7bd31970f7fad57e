package io.tapmesh.collector.decode;

import static io.tapmesh.collector.decode.Otlp.array;
import static io.tapmesh.collector.decode.Otlp.attribute;
import static io.tapmesh.collector.decode.Otlp.bytes;
import static io.tapmesh.collector.decode.Otlp.flag;
import static io.tapmesh.collector.decode.Otlp.number;
import static io.tapmesh.collector.decode.Otlp.object;
import static io.tapmesh.collector.decode.Otlp.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.tapmesh.collector.rows.RowBinary;
import io.tapmesh.collector.rows.RowBinaryReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttributeTextTest {

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "-0.0,0",
    "1,1",
    "200,200",
    "0.5,0.5",
    "-12.25,-12.25",
    "0.000001,0.000001",
    "1.0E-7,1.0E-7",
    "100000000000000000000,100000000000000000000",
    "1.0E22,1.0E22",
    "NaN,NaN",
    "-Infinity,-Infinity"
  })
  void numbersWithFractionsAreWrittenPlainly(double value, String expected) {
    assertThat(AttributeText.text(number(value))).isEqualTo(expected);
  }

  @Test
  void everyKindOfValueBecomesText() {
    List<KeyValue> attributes =
        List.of(
            attribute("text", text("größe \uD83D\uDE80")),
            attribute("empty", text("")),
            attribute("yes", flag(true)),
            attribute("no", flag(false)),
            attribute("int", number(-42L)),
            attribute("double", number(0.25)),
            attribute("bytes", bytes(0, 255, 16)),
            attribute("none", AnyValue.getDefaultInstance()),
            attribute("array", array(number(1L), text("a\"b"), flag(true), number(2.5))),
            attribute(
                "object",
                object(
                    attribute("k", array()),
                    attribute("n", AnyValue.getDefaultInstance()),
                    attribute("nan", number(Double.NaN)),
                    attribute("b", bytes(1)))));

    assertThat(written(attributes))
        .isEqualTo(
            Map.of(
                "text", "größe \uD83D\uDE80",
                "empty", "",
                "yes", "true",
                "no", "false",
                "int", "-42",
                "double", "0.25",
                "bytes", "AP8Q",
                "none", "",
                "array", "[1,\"a\\\"b\",true,2.5]",
                "object", "{\"k\":[],\"n\":null,\"nan\":\"NaN\",\"b\":\"AQ==\"}"));
  }

  @Test
  void findsTheFirstOfAKey() {
    List<KeyValue> attributes =
        List.of(attribute("a", number(1L)), attribute("b", text("x")), attribute("b", text("y")));

    assertThat(AttributeText.find(attributes, "b")).isEqualTo("x");
    assertThat(AttributeText.find(attributes, "c")).isEmpty();
  }

  private static Map<String, String> written(List<KeyValue> attributes) {
    RowBinary out = new RowBinary();
    AttributeText.writeMap(attributes, out);
    return new RowBinaryReader(out.toByteArray()).map();
  }
}
