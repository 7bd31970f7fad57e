package io.tapmesh.proxy.http2.hpack;

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

/**
 * The fields of a request on a connection that has carried the like before: what repeats is in the
 * table, what does not is a literal, Huffman-coded as browsers send it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HpackBench {

  private static final int MAX_LIST_BYTES = 64 << 10;

  @Param({"curl", "service", "browser"})
  public String request;

  private final HeaderList fields = new HeaderList();
  private final HeaderList decoded = new HeaderList();
  private final HpackEncoder encoder = new HpackEncoder();
  private final HpackDecoder decoder = new HpackDecoder(HpackDecoder.DEFAULT_TABLE_BYTES);
  private ByteBuf block;
  private ByteBuf out;

  @Setup
  public void prepare() throws HpackException {
    Samples.fields(request).forEach(field -> fields.add(HeaderField.of(field[0], field[1])));
    out = Unpooled.directBuffer(4096);
    block = Unpooled.directBuffer(4096);
    HpackEncoder peer = new HpackEncoder(HpackDecoder.DEFAULT_TABLE_BYTES, true);
    // From the third on they are all the same.
    for (int i = 0; i < 3; i++) {
      encode();
      block.clear();
      peer.encode(fields, block);
      Samples.expect(fields.size(), decode());
    }
    int length = out.writerIndex();
    Samples.expect(length, encode());
    Samples.expect(fields.size(), decode());
    Samples.expect(fields.toString(), decoded.toString());
    Samples.expect(peer.tableBytes(), decoder.tableBytes());
  }

  @Benchmark
  public int encode() {
    out.clear();
    encoder.encode(fields, out);
    return out.writerIndex();
  }

  @Benchmark
  public int decode() throws HpackException {
    decoded.clear();
    block.readerIndex(0);
    decoder.decode(block, block.readableBytes(), MAX_LIST_BYTES, decoded);
    return decoded.size();
  }

  @TearDown
  public void release() {
    block.release();
    out.release();
  }
}
