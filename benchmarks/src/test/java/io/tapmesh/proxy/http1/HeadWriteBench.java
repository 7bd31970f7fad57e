package io.tapmesh.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tapmesh.benchmarks.code.Samples;
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

/** The head that goes on: hop-by-hop headers left out, the rest copied into the buffer. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeadWriteBench {

  @Param({"curl", "browser", "json", "page"})
  public String message;

  private final HeaderEdits edits = new HeaderEdits();
  private final RequestHead request = new RequestHead();
  private final ResponseHead response = new ResponseHead();
  private boolean isResponse;
  private ByteBuf out;

  @Setup
  public void prepare() {
    isResponse = Samples.isResponse(message);
    String text = Samples.head(message);
    ByteBuf in = Samples.buffer(text);
    Head head = isResponse ? response : request;
    Samples.expect(HeadReader.Result.COMPLETE, new HeadReader(HeadReadBench.LIMITS).read(in, head));
    in.release();
    out = Unpooled.directBuffer(4096);
    write();
    Samples.expect(text.replaceFirst("Connection: keep-alive\r\n", ""), out.toString(ISO_8859_1));
  }

  @Benchmark
  public int write() {
    out.clear();
    if (isResponse) {
      HeadWriter.write(response, edits.reset(response), out);
    } else {
      HeadWriter.write(request, edits.reset(request), out);
    }
    return out.writerIndex();
  }

  @TearDown
  public void release() {
    out.release();
  }
}
