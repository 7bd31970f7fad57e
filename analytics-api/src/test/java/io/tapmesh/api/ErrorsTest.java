package io.tapmesh.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.api.fixture.ApiClient;
import io.tapmesh.api.fixture.ApiClient.Answer;
import io.tapmesh.api.fixture.Call;
import io.tapmesh.api.fixture.TestSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorsTest extends ApiTest {

  private static final List<String> EVIL =
      List.of(
          "'",
          "''",
          "\\",
          "\\'",
          "' OR 1=1 --",
          "'); DROP TABLE otel_traces; --",
          "{service:String}",
          "%",
          "_",
          "%%",
          "`",
          "\"",
          "\t",
          "\n",
          "\\n",
          "\0",
          "\u00e9\u5e97\ud83d\ude00",
          "\\x27",
          "NULL",
          "\\N",
          "0x27",
          "/*",
          "--",
          "${jndi}",
          "&#39;");

  @Test
  void acceptsTimesWithAnyOffset() {
    String from = now.minusSeconds(60).atOffset(java.time.ZoneOffset.ofHours(2)).toString();
    assertThat(client.ask("/api/v1/graph?from=" + ApiClient.escaped(from)).status()).isEqualTo(200);
    // A plus sign that nobody escaped.
    assertThat(client.ask("/api/v1/graph?from=" + from).status()).isEqualTo(200);
    assertThat(
            client
                .ask("/api/v1/graph?from=" + now.minusSeconds(60) + "&to=2090-01-01T00:00:00Z")
                .status())
        .isEqualTo(200);
  }

  @Test
  void takesTextOfParametersForNothingButText() {
    int number = 1;
    for (String evil : EVIL) {
      assertIsOnlyText(evil, number++);
    }
  }

  private void assertIsOnlyText(String evil, int number) {
    String text = ApiClient.escaped(evil);
    database.calls(
        "client",
        now,
        List.of(Call.of("front", evil, 0.001).withRoute(evil, evil), Call.of("front", "b", 0.001)));
    database.spans(
        List.of(
            TestSpan.of("%032x".formatted(number), "1", evil, now.minusSeconds(5))
                .with("http.route", evil)
                .with("http.request.method", evil)
                .with("k" + evil, evil),
            TestSpan.of("f".repeat(32), "1", "b", now.minusSeconds(5))));
    if (evil.equals("\0")) {
      // No server takes this in a path.
      assertThat(client.ask("/api/v1/services/" + text).status()).isEqualTo(400);
    } else {
      assertThat(client.get("/api/v1/services/" + text).at("/service/inbound/requests").asInt())
          .isEqualTo(1);
    }
    JsonNode points =
        client
            .get(
                "/api/v1/series?window=1m&step=1d&source=front&destination=%1$s&route=%1$s&method=%1$s"
                    .formatted(text))
            .path("points");
    assertThat(points.get(points.size() - 1).at("/stats/requests").asInt()).isEqualTo(1);
    JsonNode traces =
        client.get(
            "/api/v1/traces?service=%1$s&route=%1$s&method=%1$s&attribute=k%2$s=%1$s"
                .formatted(text, ApiClient.escaped(evil.replace("=", ""))));
    assertThat(traces.path("traces")).hasSize(evil.contains("=") ? 0 : 1);
    assertThat(database.execute("SELECT count() FROM otel_traces")).isEqualTo(2 * number + "\n");
  }

  @Test
  void refusesToAnswerInAFormThatItDoesNotHave() {
    assertThat(client.ask("/api/v1/graph", "Accept", "text/html").status()).isEqualTo(406);
    assertThat(client.ask("/api/v1/graph", "Accept", "application/json;q=0, */*").status())
        .isEqualTo(406);
    assertThat(client.ask("/api/v1/graph", "Accept", "application/*").status()).isEqualTo(200);
    assertThat(client.ask("/api/v1/graph", "Accept", "text/html, */*;q=0.1").status())
        .isEqualTo(200);
  }

  @Test
  void answersHeadLikeGetWithoutBodyAndOptionsWithMethods() {
    Answer head = client.send("HEAD", "/api/v1/graph");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.text()).isEmpty();
    assertThat(head.header("Content-Type")).isEqualTo("application/json");
    assertThat(client.send("HEAD", "/api/v1/graph?window=x").status()).isEqualTo(400);
    Answer options = client.send("OPTIONS", "/api/v1/graph");
    assertThat(options.status()).isEqualTo(204);
    assertThat(options.header("Allow")).isEqualTo("GET, HEAD, OPTIONS");
    assertThat(options.header("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void sendsSecurityHeadersWithEveryAnswer() {
    for (String path : List.of("/", "/api/v1/graph", "/api/v1/nope", "/livez", "/metrics")) {
      Answer answer = client.ask(path);
      assertThat(answer.header("Content-Security-Policy"))
          .contains("default-src 'none'")
          .contains("frame-ancestors 'none'");
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("Server")).isEmpty();
    }
  }

  @Test
  void keepsTheCauseOfABugInTheLog() {
    database.execute("DROP TABLE traffic_10s");
    database.execute("CREATE TABLE traffic_10s (x UInt8) ENGINE = Memory");
    Answer answer = client.ask("/api/v1/graph");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.json().path("instance").asText()).startsWith("urn:uuid:");
    assertThat(answer.text()).doesNotContain("SELECT").doesNotContain("traffic_10s");
  }

  @Test
  void saysThatTablesAreMissing() {
    database.execute("DROP TABLE traffic_10s");
    Answer answer = client.ask("/api/v1/graph");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isNotEmpty();
    Answer health = client.ask("/api/v1/health");
    assertThat(health.status()).isEqualTo(503);
    assertThat(health.text()).contains("without the tables traffic_10s");
    assertThat(client.ask("/readyz").status()).isEqualTo(503);
    assertThat(client.ask("/livez").status()).isEqualTo(200);
  }
}
