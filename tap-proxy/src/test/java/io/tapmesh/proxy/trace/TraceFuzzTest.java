package io.tapmesh.proxy.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
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
  private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final SpanContext OURS =
      SpanContext.create(ID, "00f067aa0ba902b7", TraceFlags.getSampled(), TraceState.getDefault());

  @FuzzTest
  void headers(byte[] data) {
    RequestHead head = new RequestHead();
    String lines = new String(data, ISO_8859_1);
    if (!read("GET / HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n\r\n", LIMITS, head)) {
      return;
    }
    IncomingTrace incoming = TraceReader.read(head);
    checkIncoming(incoming);

    HeaderEdits edits = new HeaderEdits().reset(head);
    new TraceWriter("caller, with = and ü").write(incoming, OURS, edits);
    ByteBuf out = Unpooled.buffer();
    HeadWriter.write(head, edits, out);
    RequestHead next = new RequestHead();
    assertThat(read(out.toString(ISO_8859_1), WIDE, next)).isTrue();
    IncomingTrace again = TraceReader.read(next);

    assertThat(again.parent().getTraceId()).isEqualTo(ID);
    assertThat(again.parent().getSpanId()).isEqualTo(OURS.getSpanId());
    assertThat(again.parent().isSampled()).isTrue();
    assertThat(again.caller()).isEqualTo("caller, with = and ü");
    assertThat(again.state()).isEqualTo(incoming.state());
    assertThat(again.b3()).isEqualTo(incoming.b3());
    assertThat(next.count(HeaderId.TRACEPARENT)).isEqualTo(1);
    assertThat(next.count(HeaderId.TRACESTATE)).isEqualTo(1);
  }

  private static void checkIncoming(IncomingTrace incoming) {
    SpanContext parent = incoming.parent();
    if (parent.isValid()) {
      assertThat(parent.getTraceId()).matches("[0-9a-f]{32}").isNotEqualTo("0".repeat(32));
      assertThat(parent.getSpanId()).matches("[0-9a-f]{16}").isNotEqualTo("0".repeat(16));
    } else {
      assertThat(incoming.state()).isEmpty();
      assertThat(incoming.caller()).isNull();
    }
    assertThat(incoming.state()).doesNotContain("\r", "\n");
    assertThat(incoming.state().split(",", -1))
        .hasSizeLessThanOrEqualTo(31)
        .noneMatch(member -> member.startsWith("tapmesh="));
    if (incoming.caller() != null) {
      assertThat(incoming.caller()).isNotEmpty().hasSizeLessThanOrEqualTo(256);
      assertThat(ServiceNameCodec.decode(ServiceNameCodec.encode(incoming.caller())))
          .isEqualTo(incoming.caller());
    }
  }

  private static boolean read(String text, HeadLimits limits, RequestHead head) {
    ByteBuf in = Unpooled.copiedBuffer(text, ISO_8859_1);
    return new HeadReader(limits).read(in, head) == HeadReader.Result.COMPLETE;
  }
}
