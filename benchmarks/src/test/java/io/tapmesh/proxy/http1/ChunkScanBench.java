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

/** A chunked body of 16 KiB that has arrived in one piece, followed to its end. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ChunkScanBench {

  private static final int BODY_BYTES = 16 << 10;

  /** Of one chunk: a server that copies a file, and one that flushes each line. */
  @Param({"16384", "256"})
  public int chunkBytes;

  private final BodyReader body = new BodyReader(64 << 10);
  private final ResponseHead head = new ResponseHead();
  private ByteBuf in;

  @Setup
  public void prepare() {
    ByteBuf start = Samples.buffer(Samples.head("page"));
    Samples.expect(
        HeadReader.Result.COMPLETE, new HeadReader(HeadReadBench.LIMITS).read(start, head));
    start.release();
    String chunk = Integer.toHexString(chunkBytes) + "\r\n" + "x".repeat(chunkBytes) + "\r\n";
    in = Samples.buffer(chunk.repeat(BODY_BYTES / chunkBytes) + "0\r\n\r\n");
    Samples.expect(in.readableBytes(), scan());
    Samples.expect(true, body.isDone());
    Samples.expect((long) BODY_BYTES, body.bodyBytes());
  }

  @Benchmark
  public int scan() {
    body.start(head);
    return body.scan(in);
  }

  @TearDown
  public void release() {
    in.release();
  }
}
