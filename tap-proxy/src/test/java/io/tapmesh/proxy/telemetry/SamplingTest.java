package io.tapmesh.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.opentelemetry.proto.trace.v1.Span;
import io.tapmesh.proxy.http1.HeaderEdits;
import io.tapmesh.proxy.http1.RequestHead;
import io.tapmesh.proxy.testing.Heads;
import io.tapmesh.proxy.trace.SpanRef;
import io.tapmesh.schemas.AttributeKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts can be told from the spans that were sampled, whoever sampled them. */
final class SamplingTest {

  private static final int REQUESTS = 40_000;

  private final Recordings recordings = new Recordings(1 << 20, 5000);

  @AfterEach
  void close() {
    recordings.close();
  }

  private Recorder recorder(double ratio, boolean keepErrors, Duration keepSlowerThan) {
    recordings.sampling = new TelemetrySettings.Sampling(ratio, keepErrors, keepSlowerThan);
    return recordings.recorder(new ListenerTelemetry(Direction.INBOUND, Routes.NONE, null));
  }

  private static Exchange run(Recorder recorder, String headers, int status) {
    return run(recorder, headers, status, Clock.nanos());
  }

  private static Exchange run(Recorder recorder, String headers, int status, long startNanos) {
    RequestHead head = Heads.request("GET / HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n");
    Exchange exchange = recorder.begin(head, startNanos, "::1");
    exchange.attempt("a", 1);
    exchange.propagate(new HeaderEdits().reset(head));
    exchange.responded(status);
    exchange.end();
    return exchange;
  }

  /** How many requests a span stands for, as docs/telemetry.md says. */
  private static double weight(Span span) {
    if (reason(span) != null) {
      return 0;
    }
    String state = span.getTraceState();
    if (!state.startsWith("ot=th:")) {
      return 1;
    }
    String digits =
        (state.substring(6).replaceFirst("[;,].*", "") + "0".repeat(14)).substring(0, 14);
    return 0x1p56 / (0x1p56 - Long.parseLong(digits, 16));
  }

  private static String reason(Span span) {
    return io.tapmesh.proxy.testing.SpansRead.attribute(
        span.getAttributesList(), AttributeKeys.SAMPLING_REASON);
  }

  private long counted() {
    return recordings.metrics().stream()
        .filter(taken -> taken.instrument().name().endsWith("request.duration"))
        .mapToLong(taken -> taken.histogram().count())
        .sum();
  }

  /** Trace ids from a fixed seed, decided by ourselves as B3 defers it: the result never varies. */
  @Test
  void extrapolatedCountsMatchTheMetrics() throws Exception {
    for (double ratio : new double[] {0.5, 0.1, 0.013}) {
      Random random = new Random(7);
      Recorder recorder = recorder(ratio, true, Duration.ZERO);
      List<Span> spans = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        String id = String.format("%016x%016x", random.nextLong(), random.nextLong());
        run(recorder, "b3: " + id + "-00000000000000a1\r\n", i % 20 == 0 ? 500 : 200);
        spans.addAll(recordings.spans());
      }
      double estimate = spans.stream().mapToDouble(SamplingTest::weight).sum();
      double errors =
          spans.stream()
              .filter(span -> span.getStatus().getCodeValue() == 2)
              .mapToDouble(SamplingTest::weight)
              .sum();
      assertThat(counted()).isEqualTo(REQUESTS);
      // Four standard deviations.
      double deviation = Math.sqrt(REQUESTS * (1 - ratio) / ratio);
      assertThat(estimate).isCloseTo(REQUESTS, within(4 * deviation));
      assertThat(errors).isCloseTo(REQUESTS / 20.0, within(4 * deviation / Math.sqrt(20)));
      // All errors are there, the sampled and the kept ones.
      assertThat(spans.stream().filter(span -> span.getStatus().getCodeValue() == 2))
          .hasSize(REQUESTS / 20);
    }
  }

  @Test
  void thresholdIsWrittenOnlyWhereSomethingWasLeftOut() throws Exception {
    run(recorder(1, true, Duration.ZERO), "", 200);
    assertThat(recordings.spans().get(0).getTraceState()).isEmpty();

    Recorder half = recorder(0.5, true, Duration.ZERO);
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Exchange exchange = run(half, "", 200);
      assertThat(exchange.span.isSampled())
          .isEqualTo((exchange.span.traceIdLow() & (1L << 56) - 1) >= 1L << 55);
      spans.addAll(recordings.spans());
    }
    assertThat(spans).hasSizeBetween(40, 160);
    assertThat(spans).allMatch(span -> span.getTraceState().equals("ot=th:8"));
  }

  @Test
  void callersDecisionAndThresholdAreKept() throws Exception {
    Recorder none = recorder(0, false, Duration.ZERO);
    String parent = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-";
    run(none, parent + "01\r\ntracestate: v=1,ot=th:08;rv:ffffffffffffff\r\n", 200);
    assertThat(recordings.spans().get(0).getTraceState()).isEqualTo("ot=th:08;rv:ffffffffffffff");

    run(recorder(1, false, Duration.ZERO), parent + "00\r\n", 500);
    assertThat(recordings.spans()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"b3: 0", "X-B3-Sampled: 0", "X-B3-Sampled: false"})
  void callersRefusalIsFollowedThoughItNamesNoTrace(String header) throws Exception {
    Exchange exchange = run(recorder(1, false, Duration.ZERO), header + "\r\n", 500);

    assertThat(recordings.spans()).isEmpty();
    assertThat(exchange.span.isValid()).isTrue();
    assertThat(exchange.span.flags()).isEqualTo(SpanRef.RANDOM);
  }

  @ParameterizedTest
  @ValueSource(strings = {"b3: 1", "b3: d", "X-B3-Sampled: 1", "X-B3-Flags: 1"})
  void callersWishIsFollowedThoughItNamesNoTrace(String header) throws Exception {
    Exchange exchange = run(recorder(0, false, Duration.ZERO), header + "\r\n", 200);

    Span span = recordings.spans().get(0);
    assertThat(span.getParentSpanId().isEmpty()).isTrue();
    assertThat(span.getTraceState()).isEmpty();
    assertThat(exchange.span.flags()).isEqualTo(SpanRef.RANDOM | SpanRef.SAMPLED);
  }

  @Test
  void thresholdThatContradictsTheDecisionIsForgotten() throws Exception {
    run(
        recorder(1, false, Duration.ZERO),
        """
        traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r
        tracestate: ot=th:f;x:y\r
        """,
        200);
    assertThat(recordings.spans().get(0).getTraceState()).isEqualTo("ot=x:y");
  }

  @Test
  void errorsAndSlowRequestsAreKeptAndSaySo() throws Exception {
    Recorder recorder = recorder(0, true, Duration.ofMinutes(1));
    run(recorder, "", 200);
    assertThat(recordings.spans()).isEmpty();

    run(recorder, "", 503);
    Span error = recordings.spans().get(0);
    assertThat(reason(error)).isEqualTo("error");
    assertThat(error.getTraceState()).isEmpty();
    assertThat(error.getFlags() & 1).isZero();

    run(recorder, "", 200, Clock.nanos() - Duration.ofMinutes(2).toNanos());
    assertThat(reason(recordings.spans().get(0))).isEqualTo("slow");
  }
}
