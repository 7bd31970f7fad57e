package io.tapmesh.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Frames from strangers. The first byte says into what parts the rest is cut. */
final class FrameFuzzTest {

  private static final int MAX_LIST_BYTES = 64;
  private static final int MAX_CONTINUATIONS = 4;
  private static final Http2Limits LIMITS =
      new Http2Limits(
          10,
          MAX_LIST_BYTES,
          10,
          1 << 16,
          1 << 16,
          1 << 16,
          MAX_CONTINUATIONS,
          9,
          9,
          9,
          9,
          9,
          9,
          9,
          1_000_000_000L);

  @FuzzTest
  void frames(byte[] data) {
    if (data.length == 0) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(data, 1, data.length);
    List<String> atOnce = read(bytes, Math.max(1, bytes.length));
    List<String> inParts = read(bytes, 1 + (data[0] & 0x1f));

    assertThat(inParts).isEqualTo(atOnce);
  }

  /** All that was told, with what was refused or left over as the last. */
  private static List<String> read(byte[] bytes, int partLength) {
    Recording sink = new Recording();
    FrameReader reader = new FrameReader(sink, LIMITS);
    ByteBuf in = Unpooled.buffer(Math.max(1, bytes.length));
    try {
      for (int at = 0; at < bytes.length; at += partLength) {
        in.writeBytes(bytes, at, Math.min(partLength, bytes.length - at));
        reader.read(in);
        assertThat(in.readableBytes())
            .isLessThan(Frames.HEADER_BYTES + Frames.MAX_PAYLOAD_BYTES + partLength);
      }
      sink.told.add(sink.dataBytes + " bytes of DATA, left " + in.readableBytes());
    } catch (Http2Exception e) {
      sink.told.add("refused: " + e.violation());
    } finally {
      reader.stop();
    }
    assertThat(sink.dataBytes).isLessThanOrEqualTo(bytes.length);
    return sink.told;
  }

  private static final class Recording extends FrameSink {

    private final List<String> told = new ArrayList<>();
    private long dataBytes;

    @Override
    void onDataFrame(int streamId, int flowBytes, int paddingBytes, boolean end) {
      assertThat(streamId).isPositive();
      assertThat(paddingBytes).isBetween(0, flowBytes);
      told.add("DATA " + streamId + " " + flowBytes + " " + paddingBytes + " " + end);
    }

    @Override
    void onDataBytes(ByteBuf in, int length, boolean isLast) {
      assertThat(length).isBetween(0, in.readableBytes());
      dataBytes += length;
      in.skipBytes(length);
      if (isLast) {
        told.add("end of DATA");
      }
    }

    @Override
    void onHeaderBlock(int streamId, ByteBuf block, int length, boolean end) {
      assertThat(streamId).isPositive();
      assertThat(length).isBetween(0, block.readableBytes());
      assertThat(length).isLessThanOrEqualTo(MAX_LIST_BYTES + Frames.MAX_PAYLOAD_BYTES);
      String dump = ByteBufUtil.hexDump(block, block.readerIndex(), length);
      told.add("HEADERS " + streamId + " " + dump + " " + end);
    }

    @Override
    void onSelfDependency(int streamId) {
      told.add("self " + streamId);
    }

    @Override
    void onPriority(int streamId) {
      told.add("PRIORITY " + streamId);
    }

    @Override
    void onReset(int streamId, int code) {
      told.add("RST_STREAM " + streamId + " " + code);
    }

    @Override
    void onSettingsBegin() {
      told.add("SETTINGS");
    }

    @Override
    void onSetting(int id, long value) {
      assertThat(value).isBetween(0L, 0xffffffffL);
      told.add("setting " + id + " " + value);
    }

    @Override
    void onSettingsEnd() {
      told.add("end of SETTINGS");
    }

    @Override
    void onSettingsAck() {
      told.add("SETTINGS ack");
    }

    @Override
    void onPing(long data) {
      told.add("PING " + data);
    }

    @Override
    void onPingAck(long data) {
      told.add("PING ack " + data);
    }

    @Override
    void onGoAway(int lastStreamId, int code) {
      assertThat(lastStreamId).isNotNegative();
      told.add("GOAWAY " + lastStreamId + " " + code);
    }

    @Override
    void onWindowUpdate(int streamId, int increment) {
      assertThat(increment).isNotNegative();
      told.add("WINDOW_UPDATE " + streamId + " " + increment);
    }

    @Override
    void onEmptyFrame() {
      told.add("empty");
    }

    @Override
    void onUnknown() {
      told.add("unknown");
    }
  }
}
