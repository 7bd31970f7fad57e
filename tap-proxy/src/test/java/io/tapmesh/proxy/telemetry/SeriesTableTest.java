package io.tapmesh.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.proto.trace.v1.Span;
import io.tapmesh.proxy.testing.Heads;
import io.tapmesh.proxy.testing.SpansRead;
import io.tapmesh.schemas.AttributeKeys;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many series there are, and how long. */
final class SeriesTableTest {

  private static final ListenerTelemetry INBOUND =
      new ListenerTelemetry(Direction.INBOUND, Routes.NONE, null);

  private final Recordings recordings = new Recordings(1 << 20, 10);

  @AfterEach
  void close() {
    recordings.close();
  }

  private static ListenerTelemetry towards(String service) {
    return new ListenerTelemetry(Direction.OUTBOUND, Routes.NONE, service);
  }

  private static void end(Recorder recorder, int status) {
    Exchange exchange =
        recorder.begin(Heads.request("GET /x HTTP/1.1\r\nHost: a\r\n\r\n"), Clock.nanos(), "::1");
    exchange.attempt("a", 1);
    exchange.responded(status);
    exchange.end();
  }

  private static long count(List<Cells.Taken> taken) {
    return taken.stream()
        .filter(each -> each.instrument().name().endsWith(".duration"))
        .mapToLong(each -> each.histogram().zeroCount() + sum(each.histogram().buckets()))
        .sum();
  }

  /** The durations among them that were counted together. */
  private static List<Cells.Taken> folded(List<Cells.Taken> taken) {
    return taken.stream()
        .filter(each -> each.instrument().name().endsWith(".duration"))
        .filter(each -> "_OTHER".equals(text(each, AttributeKeys.HTTP_REQUEST_METHOD)))
        .toList();
  }

  private static String text(Cells.Taken taken, String key) {
    return taken.attributes().get(AttributeKey.stringKey(key));
  }

  private static long sum(long[] counts) {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }

  /** An upstream chooses its statuses, of which there are 900. */
  @Test
  void whatIsBeyondTheLimitIsCountedTogetherAndTellsErrorsApart() {
    Recorder recorder = recordings.recorder(INBOUND);
    for (int status = 100; status < 1000; status++) {
      end(recorder, status);
    }
    List<Cells.Taken> taken = recordings.metrics();

    assertThat(recordings.loop.series.size()).isEqualTo(10);
    assertThat(recordings.series.folded()).isEqualTo(890);
    assertThat(taken).hasSizeLessThan(20);
    assertThat(count(taken)).isEqualTo(900);
    Set<String> folded = new TreeSet<>();
    for (Cells.Taken each : folded(taken)) {
      folded.add(
          each.attributes().get(AttributeKey.longKey(AttributeKeys.HTTP_RESPONSE_STATUS_CODE))
              + " "
              + text(each, AttributeKeys.ERROR_TYPE));
    }
    assertThat(folded)
        .containsExactly(
            "100 null",
            "200 null",
            "300 null",
            "400 null",
            "500 _OTHER",
            "600 _OTHER",
            "700 _OTHER",
            "800 _OTHER",
            "900 _OTHER");
  }

  /** Reports tell by them what was encrypted. */
  @Test
  void whatIsBeyondTheLimitKeepsVersionsAndTls() {
    Recorder recorder = recordings.recorder(INBOUND);
    for (int status = 200; status < 210; status++) {
      end(recorder, status);
    }
    Exchange encrypted =
        recorder.begin(Heads.request("GET /x HTTP/1.0\r\nHost: a\r\n\r\n"), Clock.nanos(), "::1");
    encrypted.secured(new TlsFacts("1.3", "TLS_AES_128_GCM_SHA256", null, null, null, null, null));
    encrypted.responded(210);
    encrypted.end();

    assertThat(folded(recordings.metrics()))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(text(each, AttributeKeys.TLS_PROTOCOL_VERSION)).isEqualTo("1.3");
              assertThat(text(each, AttributeKeys.URL_SCHEME)).isEqualTo("https");
              assertThat(text(each, AttributeKeys.NETWORK_PROTOCOL_VERSION)).isEqualTo("1.0");
            });
  }

  /** Strangers may have filled the limit before the first call of a service fails. */
  @Test
  void callsBeyondTheLimitKeepTheServiceThatWasCalledWhileItIsConfigured() {
    Recorder recorder = recordings.recorder(INBOUND);
    for (int status = 200; status < 212; status++) {
      end(recorder, status);
    }
    Recorder cart = recordings.recorder(towards("cart"));
    Recorder payment = recordings.recorder(towards("payment"));
    end(cart, 503);
    end(payment, 200);
    LiveSeries onlyCart = new LiveSeries(true, Set.of("cart"));

    List<Cells.Taken> folded = folded(recordings.metrics(onlyCart));
    assertThat(folded)
        .extracting(each -> text(each, AttributeKeys.SERVICE_PEER_NAME))
        .containsExactlyInAnyOrder("{other}", "cart", "payment");
    assertThat(recordings.metrics(onlyCart)).isEmpty();
    assertThat(recordings.series.takeReleased())
        .singleElement()
        .satisfies(gone -> assertThat(gone.attributes().asMap()).containsValue("payment"));
    assertThat(recordings.metrics(onlyCart)).isEmpty();
    assertThat(recordings.series.takeReleased()).isEmpty();
  }

  @Test
  void anExchangeIsFoldedOnceHoweverOftenItWasLookedAt() {
    Recorder recorder = recordings.recorder(towards("cart"));
    for (int status = 200; status < 210; status++) {
      end(recorder, status);
    }
    Exchange connection = recorder.beginConnection(Clock.nanos(), "::1");
    for (int i = 1; i <= 3; i++) {
      connection.attempt("a", 1);
      connection.attemptFailed("connect_refused");
      connection.transferred(i, i);
      connection.reportProgress();
    }
    assertThat(recordings.series.folded()).isZero();
    connection.end();
    assertThat(recordings.series.folded()).isEqualTo(1);
  }

  @Test
  void spansBeyondTheLimitSayWhatWas() throws Exception {
    Recorder recorder = recordings.recorder(INBOUND);
    for (int status = 200; status < 220; status++) {
      end(recorder, status);
    }
    Span last = recordings.spans().get(19);

    assertThat(last.getName()).isEqualTo("GET");
    assertThat(SpansRead.attribute(last.getAttributesList(), "http.response.status_code"))
        .isEqualTo("219");
    assertThat(SpansRead.attribute(last.getAttributesList(), AttributeKeys.SERVICE_PEER_NAME))
        .isEqualTo("external");
  }

  /** No metric counts it: it would keep a place for good. */
  @Test
  void anAttemptThatFailedTakesNoPlace() throws Exception {
    Exchange exchange =
        recordings
            .recorder(towards("cart"))
            .begin(Heads.request("GET /x HTTP/1.1\r\nHost: a\r\n\r\n"), Clock.nanos(), "::1");
    exchange.attempt("a", 1);
    exchange.attemptFailed("connect_refused");

    assertThat(recordings.series.size()).isZero();
    Span span = recordings.spans().get(0);
    assertThat(SpansRead.attribute(span.getAttributesList(), AttributeKeys.ERROR_TYPE))
        .isEqualTo("connect_refused");
    assertThat(span.getStatus().getCodeValue()).isEqualTo(2);
  }

  @Test
  void theLimitIsOneForAllLoops() {
    SeriesTable second = new SeriesTable(recordings.series);
    Recorder recorder = recordings.recorder(INBOUND);
    for (int status = 200; status < 210; status++) {
      end(recorder, status);
    }
    Exchange known = recorder.beginMalformed(Clock.nanos(), "::1");
    known.method = "GET";
    assertThat(second.of(Family.HTTP_SERVER, known, 209, null).isOverflow).isFalse();
    assertThat(second.of(Family.HTTP_SERVER, known, 210, null).isOverflow).isTrue();
    assertThat(recordings.series.size()).isEqualTo(10);
  }

  @Test
  void aNewRevisionGoesOnWithTheSameSeries() throws Exception {
    end(recordings.recorder(INBOUND, "one"), 200);
    end(recordings.recorder(INBOUND, "two"), 200);
    end(recordings.recorder(INBOUND, "one"), 200);

    assertThat(recordings.loop.series.size()).isEqualTo(1);
    assertThat(count(recordings.metrics())).isEqualTo(3);
    assertThat(recordings.spans())
        .extracting(
            span -> SpansRead.attribute(span.getAttributesList(), AttributeKeys.CONFIG_REVISION))
        .containsExactly("one", "two", "one");
  }

  @Test
  void seriesOfListenersThatAreGoneAreTakenOnceMoreAndMakeRoom() {
    Recorder cart = recordings.recorder(towards("cart"));
    Recorder payment = recordings.recorder(towards("payment"));
    for (int status = 200; status < 205; status++) {
      end(cart, status);
      end(payment, status);
    }
    LiveSeries onlyCart = new LiveSeries(false, Set.of("cart"));
    assertThat(count(recordings.metrics(onlyCart))).isEqualTo(10);
    // What was under way when the listener went ends later.
    end(payment, 200);
    assertThat(count(recordings.metrics(onlyCart))).isEqualTo(1);
    assertThat(recordings.metrics(onlyCart)).isEmpty();

    assertThat(recordings.loop.series.size()).isEqualTo(5);
    assertThat(recordings.series.takeReleased()).hasSize(5);
    assertThat(recordings.series.takeReleased()).isEmpty();
    for (int status = 205; status < 210; status++) {
      end(cart, status);
    }
    end(cart, 200);
    assertThat(recordings.loop.series.size()).isEqualTo(10);
    assertThat(recordings.series.folded()).isZero();
    assertThat(count(recordings.metrics(onlyCart))).isEqualTo(6);
  }

  /** Else its total would begin anew while it is alive. */
  @Test
  void aSeriesThatIsUsedAgainBeforeItIsForgottenIsNotReleased() {
    Recorder cart = recordings.recorder(towards("cart"));
    end(cart, 200);
    end(cart, 201);
    LiveSeries none = new LiveSeries(false, Set.of());
    assertThat(recordings.metrics(none)).isNotEmpty();
    assertThat(recordings.metrics(none)).isEmpty();
    end(cart, 200);

    assertThat(recordings.series.takeReleased())
        .extracting(gone -> gone.id().status())
        .containsExactly(201);
  }

  @Test
  void aSeriesIsReleasedByTheLastLoopThatHasIt() {
    SeriesTable second = new SeriesTable(recordings.series);
    Recorder cart = recordings.recorder(towards("cart"));
    Exchange known = cart.beginMalformed(Clock.nanos(), "::1");
    known.method = "GET";
    end(cart, 200);
    assertThat(second.of(Family.HTTP_CLIENT, known, 200, null).isOverflow).isFalse();
    LiveSeries none = new LiveSeries(false, Set.of());
    assertThat(recordings.metrics(none)).isNotEmpty();
    assertThat(recordings.metrics(none)).isEmpty();
    assertThat(recordings.series.takeReleased()).isEmpty();
    second.take(new java.util.ArrayList<>(), none);
    assertThat(recordings.series.takeReleased()).hasSize(1);
    assertThat(recordings.series.size()).isZero();
  }
}
