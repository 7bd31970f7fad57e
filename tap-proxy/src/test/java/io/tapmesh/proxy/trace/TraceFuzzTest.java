package io.tapmesh.proxy.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tapmesh.proxy.http.HeaderId;
import io.tapmesh.proxy.http1.HeadLimits;
import io.tapmesh.proxy.http1.HeadReader;
import io.tapmesh.proxy.http1.HeadWriter;
import io.tapmesh.proxy.http1.HeaderEdits;
import io.tapmesh.proxy.http1.RequestHead;

/** Trace context from strangers: the input is header lines of a request. */
final class TraceFuzzTest {

  private static final HeadLimits LIMITS = new HeadLimits(1 << 16, 1 << 10, 100);
  private static final HeadLimits WIDE = new HeadLimits(1 << 17, 1 << 10, 200);
  private static final String CALLER = "caller, with = and \u00fc";
  private static final SpanRef OURS =
      new SpanRef(0x4bf92f3577b34da6L, 0xa3ce929d0e0e4736L, 0x00f067aa0ba902b7L, SpanRef.SAMPLED);
  private static final long HALF = 1L << 55;

  @FuzzTest
  void headers(byte[] data) {
    RequestHead head = new RequestHead();
    String lines = new String(data, ISO_8859_1);
    if (!read("GET / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n\r\n", LIMITS, head)) {
      return;
    }
    IncomingTrace incoming = new TraceReader().read(head);
    checkIncoming(incoming);

    SamplingState sampling = incoming.state().sampling();
    SamplingState ours = data.length % 2 == 0 ? sampling : sampling.withThreshold(HALF);
    HeaderEdits edits = new HeaderEdits().reset(head);
    new TraceWriter(CALLER).write(incoming, OURS, ours, edits);
    ByteBuf out = Unpooled.buffer();
    HeadWriter.write(head, edits, out);
    RequestHead next = new RequestHead();
    assertThat(read(out.toString(ISO_8859_1), WIDE, next)).isTrue();
    IncomingTrace again = new TraceReader().read(next);

    assertThat(again.parent().traceIdHigh()).isEqualTo(OURS.traceIdHigh());
    assertThat(again.parent().traceIdLow()).isEqualTo(OURS.traceIdLow());
    assertThat(again.parent().spanId()).isEqualTo(OURS.spanId());
    assertThat(again.parent().isSampled()).isTrue();
    assertThat(again.caller()).isEqualTo(CALLER);
    assertThat(again.b3()).isEqualTo(incoming.b3());
    assertThat(next.count(HeaderId.TRACEPARENT)).isEqualTo(1);
    assertThat(next.count(HeaderId.TRACESTATE)).isEqualTo(1);
    assertThat(next.value(HeaderId.TRACESTATE).split(",", -1)).hasSizeLessThanOrEqualTo(32);
    assertThat(again.state().sampling().threshold()).isEqualTo(ours.threshold());
    if (ours.equals(sampling)) {
      assertThat(again.state().others()).isEqualTo(incoming.state().others());
    }
  }

  private static void checkIncoming(IncomingTrace incoming) {
    StateMembers state = incoming.state();
    if (!incoming.parent().isValid()) {
      assertThat(state.others()).isEmpty();
      assertThat(incoming.caller()).isNull();
    }
    assertThat(state.others()).doesNotContain("\r", "\n");
    assertThat(state.others().split(",", -1))
        .hasSizeLessThanOrEqualTo(31)
        .noneMatch(member -> member.startsWith("tapmesh="));
    assertThat(state.sampling().threshold()).isBetween(-1L, (1L << 56) - 1);
    assertThat(state.sampling().randomness()).isBetween(-1L, (1L << 56) - 1);
    String caller = incoming.caller();
    if (caller != null) {
      assertThat(caller).isNotEmpty().hasSizeLessThanOrEqualTo(256);
      assertThat(ServiceNameCodec.decode(ServiceNameCodec.encode(caller))).isEqualTo(caller);
    }
  }

  private static boolean read(String text, HeadLimits limits, RequestHead head) {
    ByteBuf in = Unpooled.copiedBuffer(text, ISO_8859_1);
    return new HeadReader(limits).read(in, head) == HeadReader.Result.COMPLETE;
  }
}
