package io.tapmesh.proxy.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.http.HeaderId;
import io.tapmesh.proxy.http1.HeaderEdits;
import io.tapmesh.proxy.http1.RequestHead;
import io.tapmesh.proxy.testing.Heads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code traceparent} after W3C Trace Context, level 2. */
final class TraceparentTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";
  private static final String VALID = "00-" + TRACE + "-" + SPAN + "-01";

  /** T and S stand for the ids. */
  private static String filled(String template) {
    return template.replace("T", TRACE).replace("S", SPAN);
  }

  @ParameterizedTest
  @CsvSource({
    "00-T-S-00, 0",
    "00-T-S-01, 1",
    "00-T-S-02, 2",
    "00-T-S-03, 3",
    // Flags that nobody has given a meaning yet go no further.
    "00-T-S-04, 0",
    "00-T-S-fd, 1",
    "00-T-S-ff, 3",
    // What comes after version 00 begins as it does, and may have more at its end.
    "01-T-S-01, 1",
    "fe-T-S-00, 0",
    "cc-T-S-01-, 1",
    "cc-T-S-01-what-the-future-brings, 1"
  })
  void validOneIsTheParent(String template, int flags) {
    assertThat(TraceReader.parseTraceparent(filled(template)))
        .isEqualTo(
            new SpanRef(0x4bf92f3577b34da6L, 0xa3ce929d0e0e4736L, 0x00f067aa0ba902b7L, flags));
  }

  @ParameterizedTest
  @CsvSource({
    "00000000000000000000000000000001, 0, 1",
    "80000000000000000000000000000000, -9223372036854775808, 0",
    "ffffffffffffffffffffffffffffffff, -1, -1"
  })
  void traceIdIsValidIfAnyOfItsBitsIsSet(String traceId, long high, long low) {
    assertThat(TraceReader.parseTraceparent("00-" + traceId + "-ffffffffffffffff-01"))
        .isEqualTo(new SpanRef(high, low, -1, SpanRef.SAMPLED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Version.
        "ff-T-S-01",
        "ff-T-S-01-more",
        "FF-T-S-01",
        "0A-T-S-01",
        "0g-T-S-01",
        "-T-S-01",
        "0-T-S-01",
        "000-T-S-01",
        // Length.
        "",
        "00",
        "00-T-S",
        "00-T-S-",
        "00-T-S-0",
        "00-T-S-001",
        "00-T-S-01-",
        "00-T-S-01-more",
        "01-T-S-01more",
        "01-T-S-01.",
        "00-T0-S-01",
        "00-T-S0-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473-S-01",
        "00-T-00f067aa0ba902b-01",
        "00-4bf92f3577b34da6-S-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473-S0-01",
        // Upper case.
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-S-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473A-S-01",
        "00-T-00F067AA0BA902B7-01",
        "00-T-S-0A",
        // Ids of zeros alone.
        "00-00000000000000000000000000000000-S-01",
        "00-T-0000000000000000-01",
        "01-T-0000000000000000-01-more",
        // No digits, no dashes, not alone.
        "00-4bf92f3577b34da6a3ce929d0e0e473g-S-01",
        "00-T-00f067aa0ba902b -01",
        "00-T-S-0x",
        "00-T-S--1",
        "00_T-S-01",
        "00-T_S-01",
        "00-T-S_01",
        "00-T-S-01,00-T-S-01",
        "00-T-S-01;a=b",
        " 00-T-S-01",
        "00-T-S-01 ",
        "\"00-T-S-01\"",
        "00-\u00e4bf92f3577b34da6a3ce929d0e0e4736-S-01",
      })
  void malformedOneIsNone(String template) {
    assertThat(TraceReader.parseTraceparent(filled(template))).isNull();
  }

  @Test
  void spacesAroundTheValueAreNotPartOfIt() {
    assertThat(new TraceReader().read(Heads.withLines("TRACEPARENT: \t " + VALID + " \t")).parent())
        .isEqualTo(TraceReader.parseTraceparent(VALID));
  }

  @ParameterizedTest
  @ValueSource(strings = {VALID, "00-" + TRACE + "-00f067aa0ba902b8-00", "", "nonsense"})
  void repeatedHeaderBeginsANewTrace(String second) {
    IncomingTrace incoming =
        new TraceReader()
            .read(
                Heads.withLines(
                    "traceparent: " + VALID, "tracestate: v=1", "traceparent: " + second));

    assertThat(incoming).isEqualTo(IncomingTrace.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x: y", "traceparent: ff-" + TRACE + "-" + SPAN + "-01"})
  void stateMeansNothingWithoutAParent(String line) {
    IncomingTrace incoming =
        new TraceReader().read(Heads.withLines(line, "tracestate: tapmesh=web,ot=th:8,v=1"));

    assertThat(incoming).isEqualTo(IncomingTrace.NONE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void whatIsWrittenIsReadAgain(int flags) {
    RequestHead head = Heads.withLines("x: y");
    TraceWriter writer = new TraceWriter("web");
    for (long part : new long[] {1, 0x0123456789abcdefL, Long.MIN_VALUE, -1}) {
      SpanRef span = new SpanRef(part, ~part, part, flags);
      HeaderEdits edits = new HeaderEdits().reset(head);
      writer.write(IncomingTrace.NONE, span, SamplingState.NONE, edits);
      String written = new String(edits.value(HeaderId.TRACEPARENT), ISO_8859_1);
      assertThat(written).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0" + flags);
      assertThat(TraceReader.parseTraceparent(written)).isEqualTo(span);
    }
  }
}
