package io.tapmesh.proxy.telemetry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.tapmesh.benchmarks.code.Samples;
import io.tapmesh.proxy.http1.HeadLimits;
import io.tapmesh.proxy.http1.HeadReader;
import io.tapmesh.proxy.http1.HeadWriter;
import io.tapmesh.proxy.http1.HeaderEdits;
import io.tapmesh.proxy.http1.RequestHead;
import io.tapmesh.proxy.trace.TraceWriter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * All that recording costs the event loop for one request in front of an application: from its
 * head, which has been read, over the head that goes on to the encoded span and the metrics.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RecordBench {

  private static final int RESPONSE_BYTES = 1234;

  /** Begins a trace, continues one, and begins one with much that is not looked at. */
  @Param({"curl", "service", "browser"})
  public String request;

  private final RequestHead head = new RequestHead();
  private final HeaderEdits edits = new HeaderEdits();
  private final SpanBudget budget = new SpanBudget(20_000);
  private final SpanQueue queue = new SpanQueue();
  private EmbeddedChannel channel;
  private LoopTelemetry loop;
  private Recorder recorder;
  private ByteBuf out;

  @Setup
  public void prepare() {
    ByteBuf in = Samples.buffer(Samples.head(request));
    Samples.expect(
        HeadReader.Result.COMPLETE,
        new HeadReader(new HeadLimits(64 << 10, 16 << 10, 200)).read(in, head));
    in.release();
    out = Unpooled.directBuffer(4096);
    SpanCounts counts = new SpanCounts();
    SpanBuffer spans =
        new SpanBuffer(new SpanEncoder(new Clock()), budget, queue, counts.newCell(), 512, 64);
    // Its loop runs nothing by itself, so no timer takes a turn between.
    channel = new EmbeddedChannel();
    loop =
        new LoopTelemetry(
            channel.eventLoop(),
            spans,
            new SeriesLimit(5000),
            (exchange, error, now) -> {},
            TimeUnit.DAYS.toNanos(1));
    Routes routes = new Routes(List.of(new Routes.Route("/carts/{id}", Set.of("GET"))));
    recorder =
        new Recorder(
            new ListenerTelemetry(Direction.INBOUND, routes, null),
            "0123456789ab",
            loop,
            new NameGuard(1000),
            new HeadSampler(new TelemetrySettings.Sampling(1, true, Duration.ofMillis(500))),
            new PathTemplates(50, 1000),
            new RpcGuard(500),
            new TraceWriter(null));
    record();
    Samples.expect(true, out.toString(ISO_8859_1).contains("\r\ntraceparent: 00-"));
    loop.flush();
    SpanChunk chunk = queue.poll();
    Samples.expect(1, chunk == null ? 0 : chunk.count());
    budget.giveBack(1);
  }

  @Benchmark
  public int record() {
    Exchange exchange = recorder.begin(head, Clock.nanos(), "10.1.2.3");
    exchange.attempt("127.0.0.1", 8081);
    exchange.propagate(edits.reset(head));
    out.clear();
    HeadWriter.write(head, edits, out);
    exchange.responded(200);
    exchange.transferred(0, RESPONSE_BYTES);
    exchange.end();
    SpanChunk chunk = queue.poll();
    if (chunk != null) {
      budget.giveBack(chunk.count());
      queue.giveBack(chunk);
    }
    return out.writerIndex();
  }

  /** Without a place a span costs next to nothing: then the numbers would be too good. */
  @TearDown
  public void release() {
    Samples.expect(true, budget.take(1) == 1);
    channel.finishAndReleaseAll();
    out.release();
  }
}
