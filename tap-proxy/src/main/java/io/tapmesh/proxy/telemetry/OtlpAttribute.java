package io.tapmesh.proxy.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * An attribute of a span as it stands in OTLP, with all bytes prepared that do not depend on its
 * value.
 */
final class OtlpAttribute {

  private static final int SPAN_ATTRIBUTES = 9 << 3 | 2;
  private static final int KEY = 1 << 3 | 2;
  private static final int VALUE = 2 << 3 | 2;
  private static final int STRING_VALUE = 1 << 3 | 2;
  private static final int INT_VALUE = 3 << 3;

  /** Key and tag of the value: {@code 0a len key 12}. */
  private final byte[] head;

  OtlpAttribute(String key) {
    ProtoBuffer buffer = new ProtoBuffer(64);
    byte[] name = key.getBytes(UTF_8);
    buffer.writeByte(KEY);
    buffer.writeVarint(name.length);
    buffer.write(name);
    buffer.writeByte(VALUE);
    head = buffer.copy();
  }

  void write(ProtoBuffer out, String value) {
    out.writeByte(SPAN_ATTRIBUTES);
    int attribute = out.beginMessage();
    out.write(head);
    int any = out.beginMessage();
    out.writeByte(STRING_VALUE);
    out.writeText(value);
    out.endMessage(any);
    out.endMessage(attribute);
  }

  void write(ProtoBuffer out, long value) {
    int any = 1 + ProtoBuffer.varintSize(value);
    out.writeByte(SPAN_ATTRIBUTES);
    out.writeVarint(head.length + 1 + any);
    out.write(head);
    out.writeByte(any);
    out.writeByte(INT_VALUE);
    out.writeVarint(value);
  }

  /** The whole attribute, prepared for {@link ProtoBuffer#write(byte[])}. */
  byte[] encode(String value) {
    ProtoBuffer buffer = new ProtoBuffer(head.length + value.length() + 16);
    write(buffer, value);
    return buffer.copy();
  }
}
