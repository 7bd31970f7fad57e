package io.tapmesh.collector.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowBinaryTest {

  private final RowBinary out = new RowBinary();

  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 127, 128, 300, 16_383, 16_384, 2_097_151, 2_097_152, Integer.MAX_VALUE})
  void lengthsAreLeb128(int value) {
    out.varint(value);

    RowBinaryReader in = reader();
    assertThat(in.varint()).isEqualTo(value);
    assertThat(in.atEnd()).isTrue();
  }

  @Test
  void lengthOf300TakesTheTwoBytesOfTheSpecification() {
    out.varint(300);

    assertThat(out.toByteArray()).containsExactly(0xAC, 0x02);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 9, 10, -1, 1_234_567_890_123L, Long.MAX_VALUE, Long.MIN_VALUE})
  void numbersAsTextAreThoseOfJava(long value) {
    out.decimal(value);

    assertThat(reader().string()).isEqualTo(Long.toString(value));
  }

  @Test
  void idsAreHexadecimalAndEmptyWhenAllZero() {
    out.hexId(ByteString.fromHex("00ff7f80a1"));
    out.hexId(ByteString.fromHex("0000"));
    out.hexId(ByteString.EMPTY);

    RowBinaryReader in = reader();
    assertThat(List.of(in.string(), in.string(), in.string()))
        .containsExactly("00ff7f80a1", "", "");
  }

  @Test
  void anySequenceOfCellsReadsBack() {
    for (int seed = 0; seed < 200; seed++) {
      out.clear();
      readsBack(new Random(seed));
    }
  }

  private void readsBack(Random random) {
    List<Object> written = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      written.add(writeAny(random));
    }
    RowBinaryReader in = reader();
    for (Object expected : written) {
      assertThat(read(expected, in)).isEqualTo(expected);
    }
    assertThat(in.atEnd()).isTrue();
  }

  private Object writeAny(Random random) {
    switch (random.nextInt(5)) {
      case 0 -> {
        String text = text(random);
        out.string(text);
        return text;
      }
      case 1 -> {
        long value = random.nextLong();
        out.int64(value);
        return value;
      }
      case 2 -> {
        int value = random.nextInt();
        out.int32(value);
        return value;
      }
      case 3 -> {
        double value = Double.longBitsToDouble(random.nextLong());
        out.float64(value);
        return value;
      }
      default -> {
        boolean value = random.nextBoolean();
        out.bool(value);
        return value;
      }
    }
  }

  private static Object read(Object expected, RowBinaryReader in) {
    if (expected instanceof String) {
      return in.string();
    }
    if (expected instanceof Long) {
      return in.int64();
    }
    if (expected instanceof Integer) {
      return in.int32();
    }
    return expected instanceof Double ? (Object) in.float64() : (Object) in.bool();
  }

  /** From plain ASCII to characters outside the basic plane, with lengths around 128. */
  private static String text(Random random) {
    int length = random.nextInt(8) == 0 ? 100 + random.nextInt(60) : random.nextInt(12);
    int[] bounds = {0x7f, 0x7ff, 0xd7ff, 0x10ffff};
    int bound = bounds[random.nextInt(bounds.length)];
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      int point = random.nextInt(bound + 1);
      text.appendCodePoint(point >= 0xd800 && point <= 0xdfff ? '?' : point);
    }
    return text.toString();
  }

  @Test
  void refusesMoreThanTheLimit() {
    out.int64(1);
    out.limit(10);
    out.int64(2);

    assertThatThrownBy(() -> out.string("abc")).isInstanceOf(RowLimitException.class);
  }

  @Test
  void appendedBytesFollow() {
    RowBinary other = new RowBinary();
    other.string("x".repeat(5000));
    out.int32(7);
    out.append(other);

    RowBinaryReader in = reader();
    assertThat(in.int32()).isEqualTo(7);
    assertThat(in.string()).hasSize(5000);
  }

  private RowBinaryReader reader() {
    return new RowBinaryReader(out.toByteArray());
  }
}
