package io.tapmesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.tapmesh.proxy.CountersTest.Seen;
import io.tapmesh.proxy.ReloadResult.Outcome;
import io.tapmesh.proxy.telemetry.Clock;
import io.tapmesh.proxy.telemetry.Direction;
import io.tapmesh.proxy.telemetry.Exchange;
import io.tapmesh.proxy.telemetry.ListenerTelemetry;
import io.tapmesh.proxy.telemetry.PrometheusText;
import io.tapmesh.proxy.telemetry.Routes;
import io.tapmesh.proxy.telemetry.SpanCounts.DropReason;
import io.tapmesh.proxy.telemetry.Telemetry;
import io.tapmesh.proxy.telemetry.TlsFacts;
import io.tapmesh.proxy.testing.CartService;
import io.tapmesh.proxy.testing.H2Client;
import io.tapmesh.proxy.testing.H2Origin;
import io.tapmesh.proxy.testing.Kafka;
import io.tapmesh.proxy.testing.MetricsPage;
import io.tapmesh.proxy.testing.Origin;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import io.tapmesh.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Moves every counter of what a proxy tells about its traffic and about itself. */
final class TelemetryTroubles {

  /** What is sent to a Kafka that is not there would wait for it for longer. */
  private static final String NO_BLOCKING = "max.block.ms: '200'";

  private final Path folder;
  private final Seen seen;

  TelemetryTroubles(Path folder, Seen seen) {
    this.folder = folder;
    this.seen = seen;
  }

  void all() throws Exception {
    reloads();
    tap();
    tooManyNames();
    tooManyCalls();
    tooManySeries();
    try (CartService application = new CartService();
        Kafka kafka = new Kafka(folder.resolve("kafka"))) {
      kafkaThatTakesAll(application, kafka);
      recordsThatAreTooLarge(application, kafka);
      shipperThatFails(application, kafka);
      spanThatCannotBeEncoded(kafka);
      kafkaThatGoesAway(application, kafka);
      kafkaThatIsNotThere(application, kafka);
    }
  }

  private static void get(TapProxy proxy, String path, String... headers) throws IOException {
    try (Wire client = Wire.connect(proxy.inboundAddress(0))) {
      String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
      client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n" + more + "\r\n").readHead();
    }
  }

  // ---- the configuration ----

  private void reloads() throws Exception {
    Path file = folder.resolve("reloaded.yaml");
    try (Origin application = new Origin();
        Origin taken = new Origin()) {
      String first =
          """
          apiVersion: tapmesh.io/v1
          kind: TapProxy
          metadata: {name: reloaded}
          spec:
            admin: {listen: '127.0.0.1:0'}
            eventLoopThreads: 1
            reload: {interval: 0s}
          """
              + Proxies.inboundYaml(application.address());
      Files.writeString(file, first);
      try (TapProxy proxy = TapProxy.start(file)) {
        assertReloads(proxy, file, first, Outcome.UNCHANGED);
        assertReloads(proxy, file, first + "  limits: {maxConnections: 9}\n", Outcome.APPLIED);
        assertReloads(proxy, file, first + "  limits: {maxConnections: x}\n", Outcome.INVALID);
        assertReloads(proxy, file, first.replace("s: 1", "s: 2"), Outcome.RESTART_NEEDED);
        String port = "  - {listen: '%s', application: 'a:1'}%n";
        assertReloads(
            proxy, file, first + port.formatted(Proxies.text(taken.address())), Outcome.FAILED);
        Files.delete(file);
        assertThat(proxy.reload().outcome()).isEqualTo(Outcome.UNREADABLE);
        seen.add(proxy);
      }
    }
  }

  private static void assertReloads(TapProxy proxy, Path file, String text, Outcome outcome)
      throws IOException {
    Files.writeString(file, text);
    assertThat(proxy.reload().outcome()).isEqualTo(outcome);
  }

  // ---- the tap ----

  private void tap() throws Exception {
    String triggers = "  tap: {triggers: {slowRequest: 1ms, errors: 1, within: 60s}}\n";
    try (Origin application = new Origin();
        TapProxy proxy = Proxies.inbound("auto", application.address(), triggers);
        Wire watcher = Wire.connect(proxy.adminAddress());
        Wire client = Wire.connect(proxy.inboundAddress(0))) {
      watcher.send("GET /tap?limit=1 HTTP/1.0\r\n\r\n").readHead();
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      Wire served = application.take();
      served.readHead();
      long begun = System.nanoTime();
      Wait.until("it is slow", () -> System.nanoTime() - begun > 2_000_000);
      // Slow, and an error: two triggers at once.
      served.send("HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n");
      client.readHead();
      seen.await(
          proxy,
          "tapmesh_proxy_tap_shown_total",
          "tapmesh_proxy_tap_dumps_total",
          "tapmesh_proxy_tap_triggers_suppressed_total");
    }
  }

  // ---- bounds ----

  private void tooManyNames() throws Exception {
    String bounds = "  telemetry: {maxPeers: 1, routes: {maxValues: 1, maxSegments: 10}}\n";
    String parent = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    try (CartService application = new CartService();
        TapProxy proxy = Proxies.inbound("auto", application.address(), bounds)) {
      get(proxy, "/a/b/c/d/e/f/g/h/i", parent, "tracestate: tapmesh=one");
      get(proxy, "/1/b", parent, "tracestate: tapmesh=two");
      get(proxy, "/z");
      seen.await(
          proxy,
          "tapmesh_proxy_callers_folded_total",
          "tapmesh_proxy_routes_folded_total",
          "tapmesh_proxy_route_positions_folded_total");
    }
  }

  private void tooManyCalls() throws Exception {
    try (H2Origin application = new H2Origin().answer(new byte[5]);
        TapProxy proxy =
            Proxies.http2("auto", application.address(), "  telemetry: {maxRpcMethods: 1}\n");
        H2Client client = new H2Client(proxy.inboundAddress(0))) {
      for (String method : new String[] {"/shop.Cart/Add", "/shop.Cart/Remove"}) {
        client.request(true, "POST", method, "content-type", "application/grpc").take();
      }
      seen.await(proxy, "tapmesh_proxy_rpc_methods_folded_total");
    }
  }

  private void tooManySeries() throws Exception {
    String bounds = "  telemetry: {maxSeries: 100, routes: {maxValues: 1000}}\n";
    try (CartService application = new CartService();
        TapProxy proxy = Proxies.inbound("auto", application.address(), bounds)) {
      for (int i = 0; i < 104; i++) {
        get(proxy, "/" + (char) ('a' + i / 26) + (char) ('a' + i % 26));
      }
      seen.await(proxy, "tapmesh_proxy_series_folded_total");
    }
  }

  // ---- Kafka ----

  private static String dropped(DropReason reason) {
    return "tapmesh_proxy_spans_dropped_total{reason=\"" + reason.label() + "\"}";
  }

  /** In front of the application, with these properties of the Kafka client. */
  private static TapProxy proxy(CartService application, Kafka kafka, String properties) {
    String telemetry =
        "  telemetry: {kafka: {bootstrapServers: '%s', properties: {%s}}, spanQueueSize: 1024}%n"
            .formatted(kafka.bootstrapServers(), properties);
    return Proxies.inbound("auto", application.address(), telemetry);
  }

  private void kafkaThatTakesAll(CartService application, Kafka kafka) throws Exception {
    try (TapProxy proxy = proxy(application, kafka, "")) {
      get(proxy, "/");
      seen.await(
          proxy,
          "tapmesh_proxy_spans_ended_total",
          "tapmesh_proxy_spans_exported_total",
          "tapmesh_proxy_metric_points_offered_total",
          "tapmesh_proxy_metric_points_exported_total");
    }
  }

  private void recordsThatAreTooLarge(CartService application, Kafka kafka) throws Exception {
    try (TapProxy proxy = proxy(application, kafka, "max.request.size: '200'")) {
      get(proxy, "/");
      try (Wire admin = Wire.connect(proxy.adminAddress())) {
        admin.send("POST /tap/dump HTTP/1.0\r\n\r\n").readHead();
      }
      seen.await(
          proxy,
          dropped(DropReason.TOO_LARGE),
          "tapmesh_proxy_kafka_send_errors_total",
          "tapmesh_proxy_metric_points_dropped_total",
          "tapmesh_proxy_tap_records_lost_total");
    }
  }

  private void shipperThatFails(CartService application, Kafka kafka) throws Exception {
    String failing = "interceptor.classes: '" + Failing.class.getName() + "'";
    try (TapProxy proxy = proxy(application, kafka, failing)) {
      get(proxy, "/");
      seen.await(proxy, dropped(DropReason.SHIPPER_FAILED));
    }
  }

  /** Fails where no exception is expected, as a lack of memory would. */
  public static final class Failing implements ProducerInterceptor<byte[], byte[]> {
    @Override
    public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
      if (record.topic().equals(Topics.SPANS)) {
        throw new AssertionError("on purpose");
      }
      return record;
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception error) {}

    @Override
    public void configure(Map<String, ?> configs) {}

    @Override
    public void close() {}
  }

  /**
   * Nothing that a client does leads to that; a part of the proxy that leaves something out may.
   */
  private void spanThatCannotBeEncoded(Kafka kafka) throws Exception {
    ProxyConfig config =
        Proxies.config("auto", "  inbound: [{listen: 'a:0', application: 'a:1'}]\n", kafka.spec());
    Telemetry telemetry = new Telemetry(Settings.telemetry(config), loop -> (e, error, now) -> {});
    DefaultEventExecutor loop = new DefaultEventExecutor();
    try {
      ListenerTelemetry listener = new ListenerTelemetry(Direction.INBOUND, Routes.NONE, null);
      loop.submit(
              () -> {
                Exchange exchange =
                    telemetry
                        .recorder(listener, loop, config.revision())
                        .beginMalformed(Clock.nanos(), "::1");
                exchange.secured(new TlsFacts("1.3", null, null, null, null, null, null));
                exchange.failed("bad_request");
                exchange.end();
              })
          .sync();
      PrometheusText text = new PrometheusText();
      telemetry.write(text);
      seen.add(new MetricsPage(text.toString()));
      assertThat(telemetry.spanCounts().dropped(DropReason.ENCODE_ERROR)).isEqualTo(1);
    } finally {
      telemetry.close(Duration.ofSeconds(5));
      loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  private void kafkaThatGoesAway(CartService application, Kafka kafka) throws Exception {
    // It is to know the topic still, so that it sends the span and waits for its acknowledgement.
    String impatient =
        "linger.ms: '0', request.timeout.ms: '1500', delivery.timeout.ms: '3000',"
            + " metadata.recovery.strategy: none, "
            + NO_BLOCKING;
    try (TapProxy proxy = proxy(application, kafka, impatient)) {
      get(proxy, "/");
      seen.await(proxy, "tapmesh_proxy_spans_exported_total");
      kafka.stop();
      get(proxy, "/");
      seen.await(proxy, dropped(DropReason.KAFKA_ERROR));
    }
  }

  private void kafkaThatIsNotThere(CartService application, Kafka kafka) throws Exception {
    TapProxy proxy = proxy(application, kafka, NO_BLOCKING);
    try {
      // A span takes a place for each KiB.
      String path = "/" + "x".repeat(15_000);
      for (int i = 0; i < 80; i++) {
        get(proxy, path);
      }
      seen.await(proxy, dropped(DropReason.QUEUE_FULL));
    } finally {
      proxy.close();
    }
    assertThat(proxy.spanCounts().dropped(DropReason.SHUTDOWN)).isPositive();
    seen.addMoved(dropped(DropReason.SHUTDOWN));
  }
}
