package io.tapmesh.proxy.tap;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.opentelemetry.proto.resource.v1.Resource;
import io.tapmesh.proxy.telemetry.EndedExchange;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A dump as OTLP logs: one record for each exchange, with the reason on each. */
public final class TapLogs {

  private TapLogs() {}

  /** An {@code ExportLogsServiceRequest}. */
  public static byte[] encode(TapDump dump, String service, String instance) {
    ScopeLogs.Builder scope =
        ScopeLogs.newBuilder()
            .setScope(InstrumentationScope.newBuilder().setName("io.tapmesh.proxy.tap"));
    dump.exchanges().forEach(exchange -> scope.addLogRecords(record(dump, exchange)));
    Resource resource =
        Resource.newBuilder()
            .addAttributes(text("service.name", service))
            .addAttributes(text("service.instance.id", instance))
            .build();
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(ResourceLogs.newBuilder().setResource(resource).addScopeLogs(scope))
        .build()
        .toByteArray();
  }

  private static LogRecord record(TapDump dump, EndedExchange exchange) {
    boolean failed = exchange.error() != null;
    LogRecord.Builder log =
        LogRecord.newBuilder()
            .setTimeUnixNano(TimeUnit.MILLISECONDS.toNanos(exchange.atMillis()))
            .setObservedTimeUnixNano(TimeUnit.MILLISECONDS.toNanos(dump.atMillis()))
            .setSeverityNumber(
                failed ? SeverityNumber.SEVERITY_NUMBER_ERROR : SeverityNumber.SEVERITY_NUMBER_INFO)
            .setSeverityText(failed ? "ERROR" : "INFO")
            .setEventName("tapmesh.tap.exchange")
            .setBody(
                AnyValue.newBuilder()
                    .setStringValue(
                        exchange.method() + " " + exchange.path() + " " + exchange.status()))
            .addAttributes(text("tapmesh.tap.id", dump.id()))
            .addAttributes(text("tapmesh.tap.reason", dump.reason()))
            .addAttributes(text("tapmesh.direction", exchange.direction()))
            .addAttributes(text("service.peer.name", exchange.peer()))
            .addAttributes(text("http.request.method", exchange.method()))
            .addAttributes(number("http.response.status_code", exchange.status()))
            .addAttributes(number("tapmesh.duration_nanos", exchange.durationNanos()))
            .addAttributes(number("http.request.body.size", exchange.requestBytes()))
            .addAttributes(number("http.response.body.size", exchange.responseBytes()));
    add(log, "url.path", exchange.path());
    add(log, "http.route", exchange.route());
    add(log, "error.type", exchange.error());
    exchange
        .headers()
        .forEach((name, value) -> log.addAttributes(list("http.request.header." + name, value)));
    if (!exchange.traceId().isEmpty()) {
      HexFormat hex = HexFormat.of();
      log.setTraceId(ByteString.copyFrom(hex.parseHex(exchange.traceId())));
      log.setSpanId(ByteString.copyFrom(hex.parseHex(exchange.spanId())));
    }
    return log.build();
  }

  private static void add(LogRecord.Builder log, String key, @Nullable String value) {
    if (value != null) {
      log.addAttributes(text(key, value));
    }
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  /** Headers are lists by OpenTelemetry's conventions, as they may be repeated. */
  private static KeyValue list(String key, String value) {
    AnyValue.Builder text = AnyValue.newBuilder().setStringValue(value);
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder().addValues(text)))
        .build();
  }

  private static KeyValue number(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }
}
