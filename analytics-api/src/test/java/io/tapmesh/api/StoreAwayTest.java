package io.tapmesh.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapmesh.api.fixture.ApiClient;
import io.tapmesh.api.fixture.ApiClient.Answer;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Without ClickHouse: the API starts, says so, and does not take the process with it. */
class StoreAwayTest {

  /** Bound, but nobody listens: as long as it is open no other program gets the port. */
  private final Socket closedPort = new Socket();

  private AnalyticsApi api;
  private ApiClient client;

  @BeforeEach
  void start() throws IOException {
    closedPort.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    URI nobody = URI.create("http://127.0.0.1:" + closedPort.getLocalPort());
    api = AnalyticsApi.start(ApiConfig.of(0, nobody));
    client = new ApiClient(api.uri());
  }

  @AfterEach
  void stop() throws IOException {
    api.close();
    closedPort.close();
  }

  @Test
  void answers503WithOneClearSentence() {
    for (String path :
        List.of(
            "/api/v1/graph",
            "/api/v1/services",
            "/api/v1/services/x",
            "/api/v1/series?service=x",
            "/api/v1/traces",
            "/api/v1/traces/" + "0".repeat(32),
            "/api/v1/slos",
            "/api/v1/reports/traffic")) {
      Answer answer = client.ask(path);
      assertThat(answer.status()).as(path).isEqualTo(503);
      assertThat(answer.json().path("type").asText()).isEqualTo("/problems/storage-unavailable");
      assertThat(answer.json().path("detail").asText()).startsWith("ClickHouse cannot be reached");
      assertThat(answer.header("Retry-After")).isEqualTo("2");
    }
  }

  @Test
  void staysAliveAndSaysWhatIsMissing() {
    assertThat(client.ask("/livez").status()).isEqualTo(200);
    assertThat(client.ask("/readyz").status()).isEqualTo(503);
    Answer health = client.ask("/api/v1/health");
    assertThat(health.status()).isEqualTo(503);
    assertThat(health.json().path("status").asText()).isEqualTo("failing");
    assertThat(health.json().at("/completeness/state").asText()).isEqualTo("unknown");
    assertThat(client.ask("/api/v1/graph?window=x").status()).isEqualTo(400);
    assertThat(client.ask("/metrics").text()).contains("outcome=\"unavailable\"");
  }

  @Test
  void refusesAPortThatIsTaken() {
    ApiConfig same = ApiConfig.of(api.port(), URI.create("http://127.0.0.1:1"));
    assertThatThrownBy(() -> AnalyticsApi.start(same))
        .isInstanceOfSatisfying(
            StartupException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE))
        .hasMessageContaining("127.0.0.1:" + api.port());
  }
}
