package io.tapmesh.proxy.http2;

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

/** The frames of one exchange, taken apart; header blocks are left as they are. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FrameReadBench {

  private static final int BLOCK_BYTES = 60;
  private static final Http2Limits LIMITS =
      new Http2Limits(
          256,
          64 << 10,
          200,
          1 << 16,
          1 << 20,
          8 << 20,
          32,
          500,
          1000,
          100,
          1000,
          5000,
          100,
          1000,
          10_000_000_000L);

  /** A GET, a unary call of gRPC, and 64 KiB that somebody sends. */
  @Param({"get", "call", "upload"})
  public String exchange;

  private final Told told = new Told();
  private final FrameReader reader = new FrameReader(told, LIMITS);
  private ByteBuf in;

  @Setup
  public void prepare() throws Http2Exception {
    in = Unpooled.directBuffer(128 << 10);
    boolean isGet = exchange.equals("get");
    frame(Frames.HEADERS, Frames.END_HEADERS | (isGet ? Frames.END_STREAM : 0), BLOCK_BYTES);
    long expected = BLOCK_BYTES;
    if (exchange.equals("call")) {
      frame(Frames.DATA, Frames.END_STREAM, 120);
      frame(Frames.WINDOW_UPDATE, 0, 4);
      expected += 120 + Told.UPDATE;
    }
    if (exchange.equals("upload")) {
      for (int i = 0; i < 4; i++) {
        frame(Frames.DATA, i == 3 ? Frames.END_STREAM : 0, Frames.MAX_PAYLOAD_BYTES);
      }
      expected += 4L * Frames.MAX_PAYLOAD_BYTES;
    }
    Samples.expect(expected, read());
    Samples.expect(0, in.readableBytes());
  }

  private void frame(int type, int flags, int length) {
    in.writeMedium(length).writeByte(type).writeByte(flags).writeInt(1);
    in.writeZero(length - 1).writeByte(1);
  }

  @Benchmark
  public long read() throws Http2Exception {
    told.sum = 0;
    in.readerIndex(0);
    reader.read(in);
    return told.sum;
  }

  @TearDown
  public void release() {
    reader.stop();
    in.release();
  }

  /** Adds up what it is told; what does not belong to an exchange is told to nobody here. */
  private static final class Told extends FrameSink {

    static final int UPDATE = 1_000_000;

    private long sum;

    @Override
    void onDataFrame(int streamId, int flowBytes, int paddingBytes, boolean end) {}

    @Override
    void onDataBytes(ByteBuf in, int length, boolean isLast) {
      in.skipBytes(length);
      sum += length;
    }

    @Override
    void onHeaderBlock(int streamId, ByteBuf block, int length, boolean end) {
      sum += length;
    }

    @Override
    void onWindowUpdate(int streamId, int increment) {
      sum += UPDATE;
    }

    @Override
    void onSelfDependency(int streamId) {
      throw new AssertionError();
    }

    @Override
    void onPriority(int streamId) {
      throw new AssertionError();
    }

    @Override
    void onReset(int streamId, int code) {
      throw new AssertionError();
    }

    @Override
    void onSettingsBegin() {
      throw new AssertionError();
    }

    @Override
    void onSetting(int id, long value) {
      throw new AssertionError();
    }

    @Override
    void onSettingsEnd() {
      throw new AssertionError();
    }

    @Override
    void onSettingsAck() {
      throw new AssertionError();
    }

    @Override
    void onPing(long data) {
      throw new AssertionError();
    }

    @Override
    void onPingAck(long data) {
      throw new AssertionError();
    }

    @Override
    void onGoAway(int lastStreamId, int code) {
      throw new AssertionError();
    }

    @Override
    void onEmptyFrame() {
      throw new AssertionError();
    }

    @Override
    void onUnknown() {
      throw new AssertionError();
    }
  }
}
