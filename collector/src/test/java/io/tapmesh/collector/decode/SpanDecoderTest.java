package io.tapmesh.collector.decode;

import static io.tapmesh.collector.decode.Otlp.attribute;
import static io.tapmesh.collector.decode.Otlp.id;
import static io.tapmesh.collector.decode.Otlp.number;
import static io.tapmesh.collector.decode.Otlp.span;
import static io.tapmesh.collector.decode.Otlp.spans;
import static io.tapmesh.collector.decode.Otlp.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.tapmesh.collector.decode.UndecodableException.Reason;
import io.tapmesh.collector.rows.RowBinaryReader;
import io.tapmesh.collector.rows.Rows;
import io.tapmesh.collector.rows.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpanDecoderTest {

  private static final long START = 1_795_392_000_123_456_789L;

  private final SpanDecoder decoder = new SpanDecoder();
  private final Rows rows = new Rows();

  @Test
  void everyFieldIsInItsColumn() throws UndecodableException {
    Span span =
        Span.newBuilder()
            .setTraceId(ByteString.fromHex("0123456789abcdef0123456789abcdef"))
            .setSpanId(ByteString.fromHex("fedcba9876543210"))
            .setParentSpanId(ByteString.fromHex("00000000000000ff"))
            .setTraceState("a=1,b=2")
            .setName("GET /users/{id}")
            .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
            .setStartTimeUnixNano(START)
            .setEndTimeUnixNano(START + 1_000_000_001L)
            .addAttributes(attribute("http.response.status_code", number(503L)))
            .addAttributes(attribute("http.route", text("/users/{id}")))
            .setStatus(
                Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR).setMessage("ouch"))
            .addEvents(
                Span.Event.newBuilder()
                    .setTimeUnixNano(START + 1)
                    .setName("exception")
                    .addAttributes(attribute("exception.type", text("X"))))
            .addEvents(Span.Event.newBuilder().setTimeUnixNano(START + 2).setName("retry"))
            .addLinks(
                Span.Link.newBuilder()
                    .setTraceId(id(16, 1))
                    .setSpanId(id(8, 2))
                    .setTraceState("c=3")
                    .addAttributes(attribute("k", text("v"))))
            .build();

    decoder.decode(spans("cart", List.of(span)).toByteArray(), rows);

    RowBinaryReader in = reader();
    assertThat(in.int64()).isEqualTo(START);
    assertThat(in.string()).isEqualTo("0123456789abcdef0123456789abcdef");
    assertThat(in.string()).isEqualTo("fedcba9876543210");
    assertThat(in.string()).isEqualTo("00000000000000ff");
    assertThat(in.string()).isEqualTo("a=1,b=2");
    assertThat(in.string()).isEqualTo("GET /users/{id}");
    assertThat(in.string()).isEqualTo("Client");
    assertThat(in.string()).isEqualTo("cart");
    assertThat(in.map()).isEqualTo(Map.of("host.name", "h1", "service.name", "cart"));
    assertThat(in.string()).isEqualTo("io.tapmesh.proxy");
    assertThat(in.string()).isEqualTo("0.1");
    assertThat(in.map())
        .isEqualTo(Map.of("http.response.status_code", "503", "http.route", "/users/{id}"));
    assertThat(in.int64()).isEqualTo(1_000_000_001L);
    assertThat(in.string()).isEqualTo("Error");
    assertThat(in.string()).isEqualTo("ouch");
    assertThat(in.array(in::int64)).containsExactly(START + 1, START + 2);
    assertThat(in.array(in::string)).containsExactly("exception", "retry");
    assertThat(in.array(in::map)).containsExactly(Map.of("exception.type", "X"), Map.of());
    assertThat(in.array(in::string)).containsExactly("00000000000000000000000000000001");
    assertThat(in.array(in::string)).containsExactly("0000000000000002");
    assertThat(in.array(in::string)).containsExactly("c=3");
    assertThat(in.array(in::map)).containsExactly(Map.of("k", "v"));
    assertThat(in.atEnd()).isTrue();
  }

  @Test
  void kindsAndCodesAreSpelledLikeTheExporters() throws UndecodableException {
    List<Span> all = new ArrayList<>();
    for (int kind = 0; kind <= 6; kind++) {
      Status status = Status.newBuilder().setCodeValue(kind % 4).build();
      all.add(span(kind, START).setKindValue(kind).setStatus(status).build());
    }

    decoder.decode(spans("s", all).toByteArray(), rows);

    assertThat(kindsAndCodes())
        .containsExactly(
            "Unspecified Unset",
            "Internal Ok",
            "Server Error",
            "Client Unset",
            "Producer Unset",
            "Consumer Ok",
            "Unspecified Error");
  }

  private List<String> kindsAndCodes() {
    List<String> found = new ArrayList<>();
    RowBinaryReader in = reader();
    while (!in.atEnd()) {
      in.int64();
      for (int i = 0; i < 5; i++) {
        in.string();
      }
      String kind = in.string();
      in.string();
      in.map();
      in.string();
      in.string();
      in.map();
      in.int64();
      found.add(kind + " " + in.string());
      in.string();
      for (int i = 0; i < 7; i++) {
        assertThat(in.varint()).isZero();
      }
    }
    return found;
  }

  @Test
  void aSpanThatEndsBeforeItStartsLastsNoTime() throws UndecodableException {
    decoder.decode(
        spans("s", List.of(span(1, START).setEndTimeUnixNano(START - 5).build())).toByteArray(),
        rows);

    assertThat(rows.count()).isEqualTo(1);
  }

  @Test
  void textIsNotAnExportRequest() {
    assertThat(failure("{\"resourceSpans\":[]}".getBytes(UTF_8)).reason())
        .isEqualTo(Reason.MALFORMED);
  }

  @Test
  void metricsOnTheSpansTopicAreNoticed() {
    ExportMetricsServiceRequest metrics =
        ExportMetricsServiceRequest.newBuilder()
            .addResourceMetrics(
                ResourceMetrics.newBuilder()
                    .addScopeMetrics(
                        ScopeMetrics.newBuilder()
                            .addMetrics(
                                Metric.newBuilder().setName("http.server.request.duration"))))
            .build();

    UndecodableException failure = failure(metrics.toByteArray());

    assertThat(failure.reason()).isEqualTo(Reason.BAD_ID);
    assertThat(failure).hasMessage("trace_id of 28 bytes (expected: 16 or none)");
  }

  @Test
  void timesThatNoTableCanHoldAreRefused() {
    Span late = span(1, START).setStartTimeUnixNano(-1).build();

    UndecodableException failure = failure(spans("s", List.of(late)).toByteArray());

    assertThat(failure.reason()).isEqualTo(Reason.BAD_TIME);
    assertThat(failure)
        .hasMessage("start_time_unix_nano 18446744073709551615 (expected: before the year 2106)");
  }

  @Test
  void anEmptyRequestHasNoRows() throws UndecodableException {
    decoder.decode(new byte[0], rows);

    assertThat(rows.count()).isZero();
  }

  private UndecodableException failure(byte[] value) {
    return catchThrowableOfType(
        UndecodableException.class, () -> decoder.decode(value, new Rows()));
  }

  private RowBinaryReader reader() {
    return new RowBinaryReader(rows.block(Table.TRACES).out().toByteArray());
  }
}
