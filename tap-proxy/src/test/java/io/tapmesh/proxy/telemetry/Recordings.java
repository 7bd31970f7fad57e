package io.tapmesh.proxy.telemetry;

import io.netty.channel.embedded.EmbeddedChannel;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tapmesh.proxy.trace.TraceWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A recorder with what it needs of an event loop, used by the test's thread in its place. */
final class Recordings implements AutoCloseable {

  static final String REVISION = "0123456789ab";

  final SpanCounts counts = new SpanCounts();
  final Clock clock = new Clock();
  final SeriesLimit series;
  RpcGuard rpc = new RpcGuard(100);
  TelemetrySettings.Sampling sampling = new TelemetrySettings.Sampling(1, true, Duration.ZERO);
  PathTemplates templates;
  final SpanBudget budget;
  final LoopTelemetry loop;
  private final SpanQueue queue = new SpanQueue();
  private final EmbeddedChannel channel = new EmbeddedChannel();

  Recordings() {
    this(1024, 5000);
  }

  Recordings(int spanQueueSize, int maxSeries) {
    series = new SeriesLimit(maxSeries);
    budget = new SpanBudget(spanQueueSize);
    SpanBuffer spans =
        new SpanBuffer(new SpanEncoder(clock), budget, queue, counts.newCell(), 512, 4);
    // Its loop runs nothing by itself, timers neither: only the test's thread touches the state.
    loop =
        new LoopTelemetry(
            channel.eventLoop(), spans, series, (e, error, now) -> {}, TimeUnit.DAYS.toNanos(1));
  }

  Recorder recorder(ListenerTelemetry listener) {
    return recorder(listener, REVISION);
  }

  Recorder recorder(ListenerTelemetry listener, String revision) {
    String caller = listener.direction() == Direction.OUTBOUND ? "frontend" : null;
    return new Recorder(
        listener,
        revision,
        loop,
        new NameGuard(100),
        new HeadSampler(sampling),
        templates,
        rpc,
        new TraceWriter(caller));
  }

  /** The spans since the last time, as anybody reads them. */
  List<Span> spans() throws Exception {
    loop.flush();
    List<Span> spans = new ArrayList<>();
    SpanChunk chunk = queue.poll();
    while (chunk != null) {
      spans.addAll(ScopeSpans.parseFrom(chunk.bytes.copy()).getSpansList());
      chunk = queue.poll();
    }
    return spans;
  }

  /** The values since the last time. */
  List<Cells.Taken> metrics() {
    return metrics(LiveSeries.ALL);
  }

  List<Cells.Taken> metrics(LiveSeries live) {
    List<Cells.Taken> taken = new ArrayList<>();
    loop.series.take(taken, live);
    return taken;
  }

  @Override
  public void close() {
    channel.finishAndReleaseAll();
  }
}
