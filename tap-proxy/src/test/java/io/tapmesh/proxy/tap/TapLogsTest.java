package io.tapmesh.proxy.tap;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import io.tapmesh.proxy.TapProxy;
import io.tapmesh.proxy.testing.CartService;
import io.tapmesh.proxy.testing.Kafka;
import io.tapmesh.proxy.testing.Origin;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import io.tapmesh.schemas.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dump is on Kafka too, for whatever reads logs. */
final class TapLogsTest {

  @TempDir Path folder;

  private static void send(TapProxy proxy, String path) throws IOException {
    try (Wire wire = Wire.connect(proxy.inboundAddress(0))) {
      wire.send("GET " + path + " HTTP/1.1\r\nHost: cart\r\nAuthorization: s3cret\r\n\r\n");
      wire.readHead();
    }
  }

  private static Map<String, AnyValue> attributes(List<KeyValue> list) {
    return list.stream().collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
  }

  @Test
  @Tag("slow")
  void dumpsAreLogsOfOpenTelemetryOnTheirTopic() throws Exception {
    try (Kafka kafka = new Kafka(folder);
        CartService application = new CartService()) {
      TapProxy proxy = Proxies.inbound("auto", application.address(), kafka.spec());
      try (proxy;
          Wire admin = Wire.connect(proxy.adminAddress())) {
        send(proxy, "/carts/1?token=s3cret");
        send(proxy, "/fail");
        Wait.until("both have ended", () -> proxy.spanCounts().ended() == 2);
        admin.send("POST /tap/dump HTTP/1.0\r\n\r\n");
        assertThat(admin.readHead()).contains(" 200 ");
        admin.readToEnd();
      }
      // Closed: everything was handed over.
      List<ConsumerRecord<byte[], byte[]>> records = kafka.records(Topics.LOGS);
      assertThat(records).hasSize(1);
      assertThat(new String(records.get(0).value(), java.nio.charset.StandardCharsets.ISO_8859_1))
          .doesNotContain("s3cret");
      ResourceLogs logs =
          ExportLogsServiceRequest.parseFrom(records.get(0).value()).getResourceLogs(0);
      assertThat(attributes(logs.getResource().getAttributesList()).get("service.name"))
          .extracting(AnyValue::getStringValue)
          .isEqualTo("proxied");
      assertRecords(logs.getScopeLogs(0).getLogRecordsList());
    }
  }

  @Test
  @Tag("slow")
  void errorsWithWhichTheProxyEndsAreWrittenDown() throws Exception {
    try (Kafka kafka = new Kafka(folder);
        Origin application = new Origin()) {
      String spec = kafka.spec() + "  tap: {triggers: {slowRequest: 0s, errors: 1}}\n";
      try (TapProxy proxy = Proxies.inbound("auto", application.address(), spec);
          Wire client = Wire.connect(proxy.inboundAddress(0))) {
        client.send("GET /hangs HTTP/1.1\r\nHost: cart\r\n\r\n");
        application.take().readHead();
        assertThat(proxy.drain()).isFalse();
      }
      List<ConsumerRecord<byte[], byte[]>> records = kafka.records(Topics.LOGS);
      assertThat(records).hasSize(1);
      List<LogRecord> logs =
          ExportLogsServiceRequest.parseFrom(records.get(0).value())
              .getResourceLogs(0)
              .getScopeLogs(0)
              .getLogRecordsList();
      assertThat(attributes(logs.get(0).getAttributesList()))
          .containsEntry("tapmesh.tap.reason", text("error_burst"))
          .containsEntry("url.path", text("/hangs"))
          .containsEntry("error.type", text("drain_timeout"));
    }
  }

  private static void assertRecords(List<LogRecord> records) {
    assertThat(records).hasSize(2);
    assertThat(records)
        .allSatisfy(
            log -> {
              assertThat(log.getTraceId().size()).isEqualTo(16);
              assertThat(log.getSpanId().size()).isEqualTo(8);
              assertThat(log.getTimeUnixNano()).isPositive();
              assertThat(log.getObservedTimeUnixNano())
                  .isGreaterThanOrEqualTo(log.getTimeUnixNano());
              assertThat(attributes(log.getAttributesList()))
                  .containsEntry("tapmesh.tap.reason", text("command"))
                  .containsKey("tapmesh.tap.id");
            });
    assertThat(records.get(0).getSeverityNumber()).isEqualTo(SeverityNumber.SEVERITY_NUMBER_INFO);
    assertThat(attributes(records.get(0).getAttributesList()))
        .containsEntry("url.path", text("/carts/1"))
        .extractingByKey("http.request.header.host")
        .extracting(header -> header.getArrayValue().getValues(0))
        .isEqualTo(text("cart"));
    assertThat(records.get(1).getSeverityNumber()).isEqualTo(SeverityNumber.SEVERITY_NUMBER_ERROR);
    assertThat(attributes(records.get(1).getAttributesList()))
        .containsEntry("error.type", text("500"))
        .containsEntry("http.response.status_code", AnyValue.newBuilder().setIntValue(500).build());
  }

  private static AnyValue text(String value) {
    return AnyValue.newBuilder().setStringValue(value).build();
  }
}
