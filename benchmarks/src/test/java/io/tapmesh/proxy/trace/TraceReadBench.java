package io.tapmesh.proxy.trace;

import io.netty.buffer.ByteBuf;
import io.tapmesh.benchmarks.code.Samples;
import io.tapmesh.proxy.http1.HeadLimits;
import io.tapmesh.proxy.http1.HeadReader;
import io.tapmesh.proxy.http1.RequestHead;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The trace context of a request whose head has been read. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TraceReadBench {

  private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN_ID = "b7ad6b7169203331";

  @Param({"none", "w3c", "b3", "x-b3"})
  public String context;

  private final TraceReader reader = new TraceReader();
  private final RequestHead head = new RequestHead();

  @Setup
  public void prepare() {
    String lines =
        switch (context) {
          case "w3c" ->
              "traceparent: 00-"
                  + TRACE_ID
                  + "-"
                  + SPAN_ID
                  + "-01\r\n"
                  + "tracestate: tapmesh=frontend,vendor=t61rcWkgMzE\r\n";
          case "b3" -> "b3: " + TRACE_ID + "-" + SPAN_ID + "-1\r\n";
          case "x-b3" ->
              "X-B3-TraceId: "
                  + TRACE_ID
                  + "\r\nX-B3-SpanId: "
                  + SPAN_ID
                  + "\r\nX-B3-Sampled: 1\r\n";
          default -> "";
        };
    ByteBuf in =
        Samples.buffer(Samples.head("curl").replaceFirst("\r\n\r\n", "\r\n" + lines + "\r\n"));
    Samples.expect(
        HeadReader.Result.COMPLETE,
        new HeadReader(new HeadLimits(64 << 10, 16 << 10, 200)).read(in, head));
    in.release();
    SpanRef parent = read().parent();
    Samples.expect(!context.equals("none"), parent.isValid() && parent.isSampled());
  }

  @Benchmark
  public IncomingTrace read() {
    return reader.read(head);
  }
}
