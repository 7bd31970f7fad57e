package io.tapmesh.proxy.http1;

import io.netty.buffer.ByteBuf;
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

/** A whole head that has arrived in one piece: found, copied, checked and taken apart. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeadReadBench {

  static final HeadLimits LIMITS = new HeadLimits(64 << 10, 16 << 10, 200);

  @Param({"curl", "browser", "json", "page"})
  public String message;

  private final HeadReader reader = new HeadReader(LIMITS);
  private Head head;
  private ByteBuf in;

  @Setup
  public void prepare() {
    String text = Samples.head(message);
    in = Samples.buffer(text);
    head = Samples.isResponse(message) ? new ResponseHead() : new RequestHead();
    Samples.expect(HeadReader.Result.COMPLETE, read());
    Samples.expect(text.length(), head.length());
    Samples.expect((int) text.lines().count() - 2, head.count());
  }

  @Benchmark
  public Object read() {
    in.readerIndex(0);
    return reader.read(in, head);
  }

  @TearDown
  public void release() {
    in.release();
  }
}
