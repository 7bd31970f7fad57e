package io.tapmesh.proxy.trace;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.http1.HeaderEdits;
import io.tapmesh.proxy.http1.RequestHead;
import io.tapmesh.proxy.testing.Heads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * B3 in its one header and in its several, read and written. In the tables T, L and S stand for a
 * trace id, the last half of it, and a span id; header lines are separated by semicolons.
 */
final class B3Test {

  private static final String TRACE = "80f198ee56343ba864fe8b2a57d3eff7";
  private static final String SPAN = "e457b5a2e4d86bd1";
  private static final String OURS = "00000000000000a1";

  private static RequestHead head(String lines) {
    return Heads.withLines(filled(lines).split(";"));
  }

  private static String filled(String text) {
    return text.replaceAll("\\bT\\b", TRACE)
        .replaceAll("\\b(0{16})?L\\b", "$1" + TRACE.substring(16))
        .replaceAll("\\bS\\b", SPAN);
  }

  /** What was read, in words. */
  private static String said(IncomingTrace incoming) {
    SpanRef parent = incoming.parent();
    String ids =
        parent.isValid()
            ? String.format(
                "%016x%016x-%016x", parent.traceIdHigh(), parent.traceIdLow(), parent.spanId())
            : "new";
    String decision = parent.isSampled() ? "sampled" : "not sampled";
    return ids
        + " "
        + (incoming.isDeferred() ? "deferred" : decision)
        + (incoming.isDebug() ? " debug" : "")
        + (incoming.shortTraceId() ? " short" : "");
  }

  private static String read(String lines) {
    return said(new TraceReader().read(head(lines)));
  }

  /** The header lines of B3 that go on, for a span of ours in the trace that came. */
  private static String written(String lines) {
    RequestHead head = head(lines);
    IncomingTrace incoming = new TraceReader().read(head);
    SpanRef parent = incoming.parent();
    SpanRef span =
        new SpanRef(
            parent.isValid() ? parent.traceIdHigh() : 0,
            parent.isValid() ? parent.traceIdLow() : 0xb2,
            0xa1,
            parent.flags());
    HeaderEdits edits = new HeaderEdits().reset(head);
    new TraceWriter("web").write(incoming, span, incoming.state().sampling(), edits);
    return Heads.written(head, edits)
        .lines()
        .filter(line -> line.toLowerCase(java.util.Locale.ROOT).matches("(x-)?b3[-:].*"))
        .collect(joining(";"));
  }

  @ParameterizedTest
  @CsvSource({
    "T-S-1, T-S sampled",
    "T-S-0, T-S not sampled",
    "T-S-d, T-S sampled debug",
    "T-S, T-S deferred",
    "T-S-1-05e3ac9a4f6e3b90, T-S sampled",
    "T-S-0-05e3ac9a4f6e3b90, T-S not sampled",
    "T-S-d-05e3ac9a4f6e3b90, T-S sampled debug",
    // Words from before it was written down.
    "T-S-true, T-S sampled",
    "T-S-False, T-S not sampled",
    // Ids of half the length, with zeros in front, and in upper case.
    "L-S-1, 0000000000000000L-S sampled short",
    "0000000000000000L-S-1, 0000000000000000L-S sampled",
    "80F198EE56343BA864FE8B2A57D3EFF7-E457B5A2E4D86BD1-1, T-S sampled",
    // A decision without ids.
    "0, new not sampled",
    "1, new sampled",
    "d, new sampled debug",
    // What cannot be read of the rest leaves the decision to us.
    "T-S-, T-S deferred",
    "T-S-2, T-S deferred",
    "T-S-D, T-S deferred",
    "T-S-05e3ac9a4f6e3b90, T-S deferred",
    // The parent's parent is of no use to us.
    "T-S-1-, T-S sampled",
    "T-S-1-nonsense, T-S sampled",
  })
  void singleHeaderIsRead(String value, String expected) {
    assertThat(read("b3: " + value)).isEqualTo(filled(expected));
    assertThat(new TraceReader().read(head("B3: " + value)).b3())
        .isEqualTo(IncomingTrace.B3Form.SINGLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "T",
        "T-",
        "-S",
        "-S-1",
        "T--1",
        "2",
        "D",
        "00",
        "S",
        "T-S-1-05e3ac9a4f6e3b90-",
        "T-S-1-05e3ac9a4f6e3b90-more",
        "T-S-1-0-0-0",
        "0S-T-1",
        "T-L0-1",
        "T-e457b5a2e4d86bd-1",
        "T-e457b5a2e4d86bd1a-1",
        "80f198ee56343ba864fe8b2a57d3eff-S-1",
        "80f198ee56343ba864fe8b2a57d3eff7a-S-1",
        "64fe8b2a57d3eff-S-1",
        "64fe8b2a57d3eff7a-S-1",
        "80f198ee56343ba864fe8b2a57d3effg-S-1",
        "T-e457b5a2e4d86bdg-1",
        "00000000000000000000000000000000-S-1",
        "0000000000000000-S-1",
        "T-0000000000000000-0",
        "T S 1",
        "T-S-1 , T-S-1 - - -",
      })
  void malformedSingleHeaderSaysNothing(String value) {
    assertThat(read("b3: " + value)).isEqualTo("new deferred");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-B3-TraceId: T;X-B3-SpanId: S;X-B3-Sampled: 1 | T-S sampled",
        "X-B3-TraceId: T;X-B3-SpanId: S;X-B3-Sampled: 0 | T-S not sampled",
        "X-B3-TraceId: T;X-B3-SpanId: S;X-B3-Sampled: TRUE | T-S sampled",
        "X-B3-TraceId: T;X-B3-SpanId: S;X-B3-Sampled: false | T-S not sampled",
        "X-B3-TraceId: T;X-B3-SpanId: S | T-S deferred",
        "X-B3-TraceId: T;X-B3-SpanId: S;X-B3-Sampled: yes | T-S deferred",
        "X-B3-TraceId: T;X-B3-SpanId: S;X-B3-Sampled: | T-S deferred",
        "X-B3-TraceId: T;X-B3-SpanId: S;X-B3-Flags: 1 | T-S sampled debug",
        "X-B3-TraceId: T;X-B3-SpanId: S;X-B3-Sampled: 0;X-B3-Flags: 1 | T-S sampled debug",
        "X-B3-TraceId: T;X-B3-SpanId: S;X-B3-Sampled: 0;X-B3-Flags: 0 | T-S not sampled",
        "X-B3-TraceId: T;X-B3-SpanId: S;X-B3-Flags: 2 | T-S deferred",
        "X-B3-TraceId: L;X-B3-SpanId: S;X-B3-Sampled: 1 | 0000000000000000L-S sampled short",
        "x-b3-sampled: 1;x-b3-spanid: S;x-b3-parentspanid: S;x-b3-traceid: T | T-S sampled",
        "X-B3-TraceId: T;X-B3-SpanId: S;X-B3-ParentSpanId: nonsense | T-S deferred",
        // A decision without ids, or with ids that are none.
        "X-B3-Sampled: 0 | new not sampled",
        "X-B3-Sampled: 1 | new sampled",
        "X-B3-Flags: 1 | new sampled debug",
        "X-B3-Sampled: 2 | new deferred",
        "X-B3-Flags: 0 | new deferred",
        "X-B3-ParentSpanId: S | new deferred",
        "X-B3-TraceId: T | new deferred",
        "X-B3-TraceId: T;X-B3-Sampled: 0 | new not sampled",
        "X-B3-SpanId: S;X-B3-Sampled: 0 | new not sampled",
        "X-B3-TraceId: T0;X-B3-SpanId: S;X-B3-Sampled: 0 | new not sampled",
        "X-B3-TraceId: T;X-B3-SpanId: 0000000000000000;X-B3-Sampled: 1 | new sampled",
        "X-B3-TraceId: ;X-B3-SpanId: S | new deferred",
      })
  void severalHeadersAreRead(String lines, String expected) {
    assertThat(read(lines)).isEqualTo(filled(expected));
    assertThat(new TraceReader().read(head(lines)).b3()).isEqualTo(IncomingTrace.B3Form.MULTI);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // The one header goes before the several, unless it is malformed.
        "b3: T-S-0;X-B3-TraceId: L;X-B3-SpanId: S;X-B3-Sampled: 1 | T-S not sampled",
        "b3: 0;X-B3-TraceId: T;X-B3-SpanId: S;X-B3-Sampled: 1 | new not sampled",
        "b3: nonsense;X-B3-TraceId: T;X-B3-SpanId: S;X-B3-Sampled: 1 | T-S sampled",
        "b3: nonsense;X-B3-Sampled: 0 | new not sampled",
      })
  void bothFormsMayCome(String lines, String expected) {
    assertThat(read(lines)).isEqualTo(filled(expected));
    assertThat(new TraceReader().read(head(lines)).b3()).isEqualTo(IncomingTrace.B3Form.BOTH);
  }

  @Test
  void traceparentGoesBeforeB3() {
    String w3c = "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00;";
    String parent = "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7 not sampled";

    assertThat(read(w3c + "b3: T-S-1")).isEqualTo(parent);
    assertThat(read(w3c + "b3: T-S")).isEqualTo(parent);
    assertThat(read(w3c + "b3: nonsense")).isEqualTo(parent);
    assertThat(read("traceparent: nonsense;b3: T-S-1")).isEqualTo(filled("T-S sampled"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "b3: T-S-1 | b3: T-A-1-S",
        "b3: T-S-0-05e3ac9a4f6e3b90 | b3: T-A-0-S",
        "b3: T-S-d | b3: T-A-d-S",
        "b3: L-S-1 | b3: L-A-1-S",
        "b3: 0 | b3: 000000000000000000000000000000b2-A-0",
        "b3: d | b3: 000000000000000000000000000000b2-A-d",
        "B3: nonsense | B3: 000000000000000000000000000000b2-A-0",
        "X-B3-TraceId: T;X-B3-SpanId: S;X-B3-Sampled: 1 | X-B3-TraceId: T;X-B3-SpanId: A;X-B3-Sampled: 1;X-B3-ParentSpanId: S",
        "X-B3-Sampled: 0 | X-B3-Sampled: 0;X-B3-TraceId: 000000000000000000000000000000b2;X-B3-SpanId: A",
        "X-B3-TraceId: L;X-B3-SpanId: S;X-B3-Flags: 1 | X-B3-TraceId: L;X-B3-SpanId: A;X-B3-Flags: 1;X-B3-ParentSpanId: S",
        "X-B3-TraceId: T;X-B3-SpanId: S;X-B3-Sampled: 0;X-B3-Flags: 1 | X-B3-TraceId: T;X-B3-SpanId: A;X-B3-Flags: 1;X-B3-ParentSpanId: S",
        "X-B3-TraceId: T;X-B3-SpanId: S;X-B3-Sampled: 0;X-B3-Flags: 0 | X-B3-TraceId: T;X-B3-SpanId: A;X-B3-Sampled: 0;X-B3-ParentSpanId: S",
        "X-B3-TraceId: nonsense;X-B3-ParentSpanId: S | X-B3-TraceId: 000000000000000000000000000000b2;X-B3-SpanId: A;X-B3-Sampled: 0",
        "b3: T-S-1;X-B3-TraceId: T;X-B3-SpanId: S | b3: T-A-1-S;X-B3-TraceId: T;X-B3-SpanId: A;X-B3-ParentSpanId: S;X-B3-Sampled: 1",
        "x: y | ",
        "traceparent: 00-T-S-00;b3: T-S-d | b3: T-A-0-S",
      })
  void formThatCameIsWritten(String lines, String expected) {
    String want = expected == null ? "" : expected.replaceAll("\\bA\\b", OURS);
    assertThat(written(lines).split(";")).containsExactlyInAnyOrder(filled(want).split(";"));
  }
}
