package io.tapmesh.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.api.fixture.ApiClient;
import io.tapmesh.api.fixture.TestSpan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class TracesTest extends ApiTest {

  @Test
  void findsTracesByEveryCondition() {
    Instant start = now.minusSeconds(30);
    database.spans(
        List.of(
            TestSpan.of(id(1), "01", "cart", start),
            TestSpan.of(id(2), "02", "cart", start).lasting(80_000_000),
            TestSpan.of(id(3), "03", "pay", start).failed(),
            TestSpan.of(id(4), "04", "pay", start).with("http.route", "/pay").with("k", "v=w"),
            TestSpan.of(id(5), "05", "pay", start)
                .with("http.request.method", "POST")
                .with("empty", "")));
    assertThat(found("")).hasSize(5);
    assertThat(found("&service=cart")).containsExactlyInAnyOrder(id(1), id(2));
    assertThat(found("&route=/pay")).containsExactly(id(4));
    assertThat(found("&method=POST")).containsExactly(id(5));
    assertThat(found("&status=503")).containsExactly(id(3));
    assertThat(found("&status=5xx")).containsExactly(id(3));
    assertThat(found("&status=error")).containsExactly(id(3));
    assertThat(found("&status=ok")).hasSize(4);
    assertThat(found("&status=2xx&service=pay")).containsExactlyInAnyOrder(id(4), id(5));
    assertThat(found("&minDurationMillis=80")).containsExactly(id(2));
    assertThat(found("&maxDurationMillis=79.999")).hasSize(4);
    assertThat(found("&attribute=k=v%3Dw")).containsExactly(id(4));
    assertThat(found("&attribute=empty=")).containsExactly(id(5));
    assertThat(found("&attribute=k=v%3Dw&attribute=http.route=/pay")).containsExactly(id(4));
    assertThat(found("&attribute=k=v%3Dw&attribute=http.route=/other")).isEmpty();
    assertThat(found("&attribute=resource.service.version=7&service=cart")).hasSize(2);
    assertThat(found("&attribute=resource.service.version=8")).isEmpty();
  }

  @Test
  void meansConditionsOfOneSpanAndNotOfSeveral() {
    database.spans(
        List.of(
            TestSpan.of(id(1), "01", "front", now.minusSeconds(9)),
            TestSpan.of(id(1), "02", "cart", now.minusSeconds(9)).below("01").failed()));
    assertThat(found("&service=front&status=error")).isEmpty();
    assertThat(found("&service=cart&status=error")).containsExactly(id(1));
  }

  @Test
  void summarizesFromAllSpansOfATrace() {
    Instant start = now.minusSeconds(20);
    database.spans(
        List.of(
            // The caller outside sent a parent that no proxy has seen.
            TestSpan.of(id(1), "aa", "front", start).below("99").lasting(50_000_000),
            TestSpan.of(id(1), "bb", "cart", start.plusMillis(5)).below("aa").failed()));

    JsonNode trace = search("&service=cart").at("/traces/0");

    assertThat(trace.path("rootService").asText()).isEqualTo("front");
    assertThat(trace.path("rootName").asText()).isEqualTo("GET /items/{id}");
    assertThat(trace.path("startedAt").asText()).isEqualTo(start.toString());
    assertThat(trace.path("durationMillis").asDouble()).isEqualTo(50);
    assertThat(trace.path("spanCount").asInt()).isEqualTo(2);
    assertThat(trace.path("errorCount").asInt()).isEqualTo(1);
    assertThat(trace.path("services"))
        .extracting(JsonNode::asText)
        .containsExactly("cart", "front");
  }

  @Test
  void pagesNewestFirstWithoutRepeatsOrGapsWhileSpansComeIn() {
    Instant start = now.minusSeconds(600);
    // Three traces share each start, so that pages end in the middle of equals.
    database.spans(
        IntStream.range(0, 60)
            .mapToObj(i -> TestSpan.of(id(i), "01", "cart", start.plusSeconds(i / 3)))
            .toList());
    List<String> seen = new ArrayList<>();
    String cursor = "";
    int inserted = 100;
    do {
      JsonNode page = search("&limit=7" + cursor);
      page.path("traces").forEach(t -> seen.add(t.path("traceId").asText()));
      cursor =
          page.path("nextCursor").isNull() ? "" : "&cursor=" + page.path("nextCursor").asText();
      // New traces, and a late span of a trace that was shown.
      database.spans(
          List.of(
              TestSpan.of(id(inserted++), "01", "cart", now.minusSeconds(1)),
              TestSpan.of(seen.get(0), "late" + inserted, "cart", start)));
    } while (!cursor.isEmpty());
    assertThat(seen).hasSize(60).doesNotHaveDuplicates();
    assertThat(seen.subList(0, 3)).containsExactlyInAnyOrder(id(57), id(58), id(59));
    assertThat(seen.subList(57, 60)).containsExactlyInAnyOrder(id(0), id(1), id(2));
  }

  @Test
  void keepsTheWindowOfTheFirstPage() {
    database.spans(
        IntStream.range(0, 3)
            .mapToObj(i -> TestSpan.of(id(i), "01", "cart", now.minusSeconds(10 + i)))
            .toList());
    JsonNode first = client.get("/api/v1/traces?window=5m&limit=1");
    JsonNode second =
        client.get("/api/v1/traces?limit=1&cursor=" + first.path("nextCursor").asText());
    assertThat(second.path("window")).isEqualTo(first.path("window"));
  }

  @Test
  void findsOldTracesBeyondTheFirstStretch() {
    database.spans(List.of(TestSpan.of(id(1), "01", "cart", now.minusSeconds(5 * 86_400))));
    assertThat(client.get("/api/v1/traces?window=6d").path("traces")).hasSize(1);
    assertThat(client.get("/api/v1/traces?window=4d").path("traces")).isEmpty();
  }

  @Test
  void showsOneTraceByStart() {
    Instant start = now.minusSeconds(20);
    database.spans(
        List.of(
            TestSpan.of(id(1), "bb", "cart", start.plusNanos(1_500)).below("aa").failed(),
            TestSpan.of(id(1), "aa", "front", start)));

    JsonNode trace = client.get("/api/v1/traces/" + id(1));

    assertThat(trace.path("startedAt").asText()).isEqualTo(start.toString());
    assertThat(trace.path("truncated").asBoolean()).isFalse();
    assertThat(trace.path("durationMicros").asDouble()).isEqualTo(5_001.5);
    JsonNode root = trace.at("/spans/0");
    assertThat(root.path("parentSpanId").isNull()).isTrue();
    assertThat(root.path("kind").asText()).isEqualTo("server");
    assertThat(root.path("status").asText()).isEqualTo("unset");
    assertThat(root.at("/resource/service.version").asText()).isEqualTo("7");
    assertThat(root.at("/events/0/name").asText()).isEqualTo("first byte");
    assertThat(root.at("/events/0/at").asText()).isEqualTo(start.plusNanos(1_000).toString());
    assertThat(root.at("/links/0/spanId").asText()).isEqualTo("eeeeeeeeeeeeeeee");
    JsonNode child = trace.at("/spans/1");
    assertThat(child.path("parentSpanId").asText()).isEqualTo("aa");
    assertThat(child.path("startOffsetMicros").asDouble()).isEqualTo(1.5);
    assertThat(child.path("status").asText()).isEqualTo("error");
    assertThat(child.at("/attributes/http.response.status_code").asText()).isEqualTo("503");
  }

  @Test
  void showsTheEarliestTenThousandSpansOfALargerTrace() {
    Instant start = now.minusSeconds(60);
    database.spans(
        IntStream.range(0, 10_005)
            .mapToObj(i -> TestSpan.of(id(1), "s" + i, "cart", start.plusNanos(i * 1_000L)))
            .toList());
    JsonNode trace = client.get("/api/v1/traces/" + id(1));
    assertThat(trace.path("truncated").asBoolean()).isTrue();
    assertThat(trace.path("spans")).hasSize(10_000);
    assertThat(trace.at("/spans/9999/spanId").asText()).isEqualTo("s9999");
  }

  @Test
  void saysThatATraceIsNotStored() {
    assertThat(client.ask("/api/v1/traces/" + id(77)).status()).isEqualTo(404);
  }

  @Test
  void refusesWhatIsNoTraceId() {
    for (String wrong : List.of("xyz", "ABCDEF00000000000000000000000000", id(1) + "0", "%27")) {
      ApiClient.Answer answer = client.ask("/api/v1/traces/" + wrong);
      assertThat(answer.status()).as(wrong).isEqualTo(400);
      assertThat(answer.json().at("/errors/0/parameter").asText()).isEqualTo("traceId");
    }
  }

  private JsonNode search(String conditions) {
    return client.get("/api/v1/traces?window=15m" + conditions);
  }

  private List<String> found(String conditions) {
    return StreamSupport.stream(search(conditions).path("traces").spliterator(), false)
        .map(t -> t.path("traceId").asText())
        .toList();
  }

  private static String id(int n) {
    return "%032x".formatted(n);
  }
}
