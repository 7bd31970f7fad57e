package io.tapmesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.testing.CartService;
import io.tapmesh.proxy.testing.H2Client;
import io.tapmesh.proxy.testing.H2Origin;
import io.tapmesh.proxy.testing.Load;
import io.tapmesh.proxy.testing.MetricsPage;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page that a Prometheus reads, by its text format's grammar. */
class MetricsPageTest {

  private static final Pattern SAMPLE =
      Pattern.compile(
          "[a-zA-Z_:][a-zA-Z0-9_:]*(\\{[a-zA-Z_]\\w*=\"(\\\\.|[^\"\\\\])*\"(,[a-zA-Z_]\\w*=\"(\\\\.|[^\"\\\\])*\")*})? [-+.0-9eE]+");

  @Test
  void schemesThatClientsInventAreOneSeries() throws Exception {
    try (H2Origin origin = new H2Origin().answer(new byte[2]);
        TapProxy proxy = Proxies.http2("auto", origin.address(), "");
        H2Client client = new H2Client(proxy.inboundAddress(0))) {
      for (int i = 0; i < 20; i++) {
        String[] head = {":method", "GET", ":scheme", "s" + i, ":path", "/", ":authority", "a"};
        assertThat(client.open().head(true, head).take()).startsWith("HEAD :status=200");
      }
      String count = "http_server_request_duration_seconds_count";
      Wait.until("all are counted", () -> MetricsPage.of(proxy).sum(count) == 20);
      assertThat(MetricsPage.of(proxy).sum(count, "url_scheme=\"_OTHER\"")).isEqualTo(20);
    }
  }

  /** Its client may block for longer here than the test waits for the page. */
  @Test
  void thePageDoesNotWaitForAKafkaThatIsAway() throws Exception {
    String away =
        "  telemetry: {kafka: {bootstrapServers: '127.0.0.1:1', properties: {max.block.ms: '20000'}},"
            + " sampling: {ratio: 0, keepErrors: false, keepSlowerThan: 0s}}\n";
    try (CartService application = new CartService();
        TapProxy proxy = Proxies.inbound("auto", application.address(), away)) {
      Load load = new Load(proxy.inboundAddress(0)).start(1, 10, 0).join();
      assertThat(load.failures()).isEmpty();
      String count = "http_server_request_duration_seconds_count";
      for (int i = 0; i < 3; i++) {
        assertThat(MetricsPage.of(proxy).sum("tapmesh_proxy_metric_points_offered_total"))
            .isPositive();
      }
      Wait.until("all are counted", () -> MetricsPage.of(proxy).sum(count) == 10);
      assertThat(MetricsPage.of(proxy).sum("tapmesh_proxy_metric_exporter_failing")).isZero();
    }
  }

  @Test
  void everyLineIsACommentOrASample() throws Exception {
    try (CartService application = new CartService();
        TapProxy proxy = Proxies.inbound("auto", application.address(), "")) {
      Load load = new Load(proxy.inboundAddress(0)).start(4, 50, 0).join();
      assertThat(load.failures()).isEmpty();
      try (Wire wire = Wire.connect(proxy.adminAddress())) {
        wire.send("GET /metrics HTTP/1.0\r\n\r\n");
        wire.readHead();
        List<String> lines = wire.readToEnd().lines().toList();

        assertThat(lines).hasSizeGreaterThan(50).endsWith("# EOF");
        assertThat(lines)
            .allSatisfy(
                line ->
                    assertThat(line.startsWith("# ") || SAMPLE.matcher(line).matches())
                        .as(line)
                        .isTrue());
        assertThat(lines).anyMatch(line -> line.contains("_connection_wait_seconds_bucket{le="));
      }
    }
  }
}
