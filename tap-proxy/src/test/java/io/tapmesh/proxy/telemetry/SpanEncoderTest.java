package io.tapmesh.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.tapmesh.proxy.testing.Heads;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes that the encoder writes are those of the spans that OpenTelemetry's builders make. */
final class SpanEncoderTest {

  private static final String TRACEPARENT =
      "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n";

  private final Recordings recordings = new Recordings(1 << 20, 5000);

  @AfterEach
  void close() {
    recordings.close();
  }

  private static ListenerTelemetry listener(Direction direction) {
    Routes routes =
        new Routes(
            List.of(
                new Routes.Route("/carts/{id}", Set.of("GET")), new Routes.Route("/é", Set.of())));
    return new ListenerTelemetry(
        direction, routes, direction == Direction.OUTBOUND ? "cärt" : null);
  }

  private void assertSame(Exchange exchange, Span actual, long endEpochNanos) {
    Span expected = ReferenceSpans.of(exchange, recordings.clock, endEpochNanos);
    assertThat(sorted(actual)).isEqualTo(sorted(expected));
  }

  private static Span sorted(Span span) {
    List<KeyValue> attributes =
        span.getAttributesList().stream().sorted(Comparator.comparing(KeyValue::getKey)).toList();
    return span.toBuilder().clearAttributes().addAllAttributes(attributes).build();
  }

  @Test
  void serverSpanIsTheReference() throws Exception {
    Recorder recorder = recordings.recorder(listener(Direction.INBOUND));
    Exchange exchange =
        recorder.begin(
            Heads.request(
                "GET /carts/8731?q=1 HTTP/1.1\r\nHost: cart.shop:8080\r\nUser-Agent: curl/8\r\n"
                    + TRACEPARENT
                    + "tracestate: tapmesh=front%2Dend%C3%A9,v=1\r\n\r\n"),
            Clock.nanos(),
            "10.1.2.3");
    exchange.attempt("127.0.0.1", 8081);
    exchange.responded(200);
    exchange.transferred(0, 1234);
    exchange.end();

    Span span = recordings.spans().get(0);
    assertThat(span.getName()).isEqualTo("GET /carts/{id}");
    assertSame(exchange, span, span.getEndTimeUnixNano());
  }

  @Test
  void clientSpansOfAllAttemptsAreTheReference() throws Exception {
    Recorder recorder = recordings.recorder(listener(Direction.OUTBOUND));
    Exchange exchange =
        recorder.begin(
            Heads.request("BREW /\u00e9\u00ff HTTP/1.0\r\nHost: [::1]:99999\r\n\r\n"),
            Clock.nanos(),
            "::1");
    exchange.attempt("payment.shop", 9002);
    exchange.attemptFailed("closed");
    Span failed = recordings.spans().get(0);
    assertSame(withoutResult(exchange, "closed"), failed, failed.getEndTimeUnixNano());

    exchange.errorType = null;
    exchange.attempt("payment.shop", 9003);
    exchange.responded(404);
    exchange.transferred(7, 0);
    exchange.end();
    Span span = recordings.spans().get(0);
    exchange.errorType = "404";
    assertSame(exchange, span, span.getEndTimeUnixNano());
    assertThat(span.getTraceId()).isEqualTo(failed.getTraceId());
    assertThat(span.getSpanId()).isNotEqualTo(failed.getSpanId());
  }

  @ParameterizedTest
  @CsvSource({"200, true, true", "101, true, true", "404, true, false", "500, true, true"})
  void failureAfterTheStatusIsAnErrorUnlessTheStatusBlamesTheCaller(
      int status, boolean clientError, boolean serverError) throws Exception {
    for (Direction direction : Direction.values()) {
      Exchange exchange =
          recordings
              .recorder(listener(direction))
              .begin(Heads.request("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), Clock.nanos(), "::1");
      exchange.attempt("a", 1);
      exchange.responded(status);
      exchange.failed("response_cut");
      exchange.end();
      assertThat(recordings.spans().get(0).getStatus().getCodeValue() == 2)
          .isEqualTo(direction == Direction.INBOUND ? serverError : clientError);
    }
  }

  private static Exchange withoutResult(Exchange exchange, String error) {
    exchange.errorType = error;
    return exchange;
  }

  @Test
  void randomExchangesAreTheReference() throws Exception {
    Random random = new Random(42);
    for (int i = 0; i < 3_000; i++) {
      Direction direction = random.nextBoolean() ? Direction.INBOUND : Direction.OUTBOUND;
      Recorder recorder = recordings.recorder(listener(direction));
      String head =
          pick(random, "GET", "POST", "QUERY", "PROPFIND")
              + " "
              + pick(
                  random,
                  "/",
                  "/carts/" + i,
                  "/x?y",
                  "/" + text(random).replaceAll("[^a-zA-Z0-9]", "_"))
              + " HTTP/1.1\r\nHost: "
              + pick(random, "a", "", "b:80", "b:0x", "[::1]", "h" + i)
              + "\r\n"
              + (random.nextBoolean() ? "User-Agent: " + text(random) + "\r\n" : "")
              + (random.nextBoolean() ? TRACEPARENT : "")
              + (random.nextBoolean() ? "tracestate: tapmesh=web" + i % 7 + "\r\n" : "")
              + "\r\n";
      Exchange exchange =
          recorder.begin(Heads.request(head), Clock.nanos() - random.nextInt(1 << 30), "::1");
      if (random.nextInt(10) > 0) {
        exchange.attempt("host" + i % 5, random.nextInt(65_536));
      }
      if (random.nextInt(10) > 0) {
        exchange.responded(100 + random.nextInt(500));
      } else {
        exchange.failed("reset");
      }
      exchange.transferred(random.nextInt(3) * (1L << random.nextInt(40)), random.nextInt(1000));
      exchange.end();

      List<Span> spans = recordings.spans();
      assertThat(spans).as(head).hasSize(1);
      exchange.errorType = ErrorTypes.of(exchange, direction);
      assertSame(exchange, spans.get(0), spans.get(0).getEndTimeUnixNano());
    }
  }

  private static String pick(Random random, String... from) {
    return from[random.nextInt(from.length)];
  }

  /** Of any length around those where a length takes another byte, and of any characters. */
  private static String text(Random random) {
    int[] lengths = {1, 60, 125, 16_250};
    StringBuilder text = new StringBuilder("x");
    int size = lengths[random.nextInt(lengths.length)] + random.nextInt(130);
    for (int i = 0; i < size; i++) {
      text.append((char) ('!' + 1 + random.nextInt(random.nextInt(50) == 0 ? 200 : 90)));
    }
    return text.toString().replace('\u007f', 'x').replace('?', 'q').replace("://", ":::");
  }
}
