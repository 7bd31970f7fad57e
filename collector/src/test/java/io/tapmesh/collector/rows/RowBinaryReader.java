package io.tapmesh.collector.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Reads RowBinary back, written from its specification and not from our writer. */
public final class RowBinaryReader {

  private final ByteBuffer in;

  public RowBinaryReader(byte[] bytes) {
    in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  public boolean atEnd() {
    return !in.hasRemaining();
  }

  public long varint() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  public String string() {
    byte[] bytes = new byte[(int) varint()];
    in.get(bytes);
    return new String(bytes, UTF_8);
  }

  public long int64() {
    return in.getLong();
  }

  public int int32() {
    return in.getInt();
  }

  public double float64() {
    return in.getDouble();
  }

  public boolean bool() {
    return in.get() == 1;
  }

  public <T> List<T> array(Supplier<T> element) {
    List<T> all = new ArrayList<>();
    for (long left = varint(); left > 0; left--) {
      all.add(element.get());
    }
    return all;
  }

  public Map<String, String> map() {
    Map<String, String> all = new LinkedHashMap<>();
    for (long left = varint(); left > 0; left--) {
      all.put(string(), string());
    }
    return all;
  }
}
