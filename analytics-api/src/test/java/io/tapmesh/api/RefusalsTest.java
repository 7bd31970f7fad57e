package io.tapmesh.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.api.fixture.ApiClient;
import io.tapmesh.api.fixture.ApiClient.Answer;
import io.tapmesh.api.fixture.RawHttp;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before anybody asks ClickHouse, which is not there. */
class RefusalsTest {

  private static AnalyticsApi api;
  private static ApiClient client;

  @BeforeAll
  static void start() {
    api = AnalyticsApi.start(ApiConfig.of(0, URI.create("http://127.0.0.1:1")));
    client = new ApiClient(api.uri());
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void namesEveryWrongParameterAtOnce() {
    Answer answer =
        client.ask(
            "/api/v1/traces?windw=5m&window=5x&status=9xx&limit=0&minDurationMillis=-1"
                + "&attribute=nokey&cursor=%21&service=");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("type").asText()).isEqualTo("/problems/invalid-parameter");
    assertThat(answer.json().path("errors"))
        .extracting(e -> e.path("parameter").asText())
        .containsExactlyInAnyOrder(
            "windw",
            "window",
            "status",
            "limit",
            "minDurationMillis",
            "attribute",
            "cursor",
            "service");
    assertThat(answer.text())
        .contains("windw: unknown parameter (expected: window)")
        .contains("limit: \\\"0\\\" (expected: a whole number from 1 to 200)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "window=0s",
        "window=401d",
        "window=5",
        "window=-5m",
        "window=99999999999d",
        "window=5m&window=6m",
        "window=5m&from=2026-01-01T00:00:00Z",
        "from=yesterday",
        "from=2026-13-01T00:00:00Z",
        "from=2200-01-01T00:00:00Z",
        "from=1800-01-01T00:00:00Z",
        "from=-999999999-01-01T00:00:00Z",
        "from=2019-01-01T00:00:00Z",
        "to=2026-01-01T00:00:00Z",
        "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
        "from=&to=",
        "unknown=1",
        "=1",
        "%00=1",
      })
  void refusesWindowsThatMakeNoSense(String query) {
    Answer answer = client.ask("/api/v1/graph?" + query);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("errors")).isNotEmpty();
  }

  @Test
  void refusesAQueryThatCannotBeDecoded() throws Exception {
    for (String query : List.of("window=%zz", "window=%", "%c3%28=%ff")) {
      RawHttp.Response response = RawHttp.get(api.port(), "/api/v1/graph?" + query);
      assertThat(response.status()).as(query).isEqualTo(400);
      assertThat(response.header("content-type")).startsWith("application/problem+json");
    }
  }

  @Test
  void isAProblemWhateverTheServerRefuses() throws Exception {
    for (String request :
        List.of(
            "GET /api/v1/graph HTTP/1.1\r\n\r\n",
            "NONSENSE\r\n\r\n",
            "GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET http://[bad/ HTTP/1.1\r\nHost: x\r\n\r\n")) {
      RawHttp.Response response = RawHttp.send(api.port(), request);
      assertThat(response.status()).as(request).isBetween(400, 499);
      assertThat(response.header("content-type"))
          .as(request)
          .startsWith("application/problem+json");
      assertThat(response.header("x-content-type-options")).isEqualTo("nosniff");
    }
  }

  @Test
  void answersUnknownPathsOfTheApiWithAProblem() {
    for (String path : List.of("/api", "/api/", "/api/v1", "/api/v1/nope", "/api/v2/graph")) {
      Answer answer = client.ask(path, "Accept", "text/html");
      assertThat(answer.status()).as(path).isEqualTo(404);
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }
  }

  @Test
  void refusesOtherMethods() {
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH")) {
      for (String path : List.of("/api/v1/graph", "/api/v1/nope", "/", "/livez")) {
        Answer answer = client.send(method, path);
        assertThat(answer.status()).as(method + " " + path).isEqualTo(405);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("Allow")).contains("GET");
      }
    }
  }

  @Test
  void refusesTextThatIsTooLong() {
    Answer answer = client.ask("/api/v1/traces?service=" + "x".repeat(2_001));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text().length()).isLessThan(1_000);
    assertThat(client.ask("/api/v1/services/" + "x".repeat(2_001)).status()).isEqualTo(400);
    assertThat(client.ask("/api/v1/graph?window=" + "x".repeat(50_000)).status()).isEqualTo(414);
    assertThat(client.ask("/api/v1/graph", "X-Long", "x".repeat(50_000)).status()).isEqualTo(431);
  }
}
