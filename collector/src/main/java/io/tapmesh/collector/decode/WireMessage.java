package io.tapmesh.collector.decode;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.WireFormat;
import io.tapmesh.collector.decode.UndecodableException.Reason;
import java.io.IOException;

/**
 * A protobuf message as it came, which can be walked without building it.
 *
 * <p>An empty message takes two bytes on the wire and a hundred in memory: some megabytes that a
 * stranger has made of nothing else would take a gigabyte if they were parsed as a whole. So only
 * one span or point at a time becomes objects, and none of them may be large.
 */
final class WireMessage {

  /** The largest span, point, resource or scope that is parsed. */
  static final int MAX_PARSED_BYTES = 4 << 20;

  private static final int TAG_TYPE_BITS = 3;

  private final byte[] bytes;
  private final int offset;
  private final int length;

  private WireMessage(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
  }

  /** Takes one message. */
  @FunctionalInterface
  interface MessageHandler {
    void take(WireMessage message) throws IOException, UndecodableException;
  }

  /** Takes one field. */
  @FunctionalInterface
  interface FieldHandler {

    /**
     * Reads the value, or leaves it alone.
     *
     * @param tag see {@link #tag}
     * @return whether the value was read
     */
    boolean take(int tag, CodedInputStream in) throws IOException, UndecodableException;
  }

  /** The tag of a field that holds a message or a string. */
  static int tag(int field) {
    return (field << TAG_TYPE_BITS) | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  /** The tag of a field that holds a number, a flag or an enum. */
  static int numberTag(int field) {
    return (field << TAG_TYPE_BITS) | WireFormat.WIRETYPE_VARINT;
  }

  /**
   * Reads the value of a record.
   *
   * @param what the message that it should be
   * @throws UndecodableException if the bytes are no protobuf, or the handler says so
   */
  static void read(byte[] value, String what, MessageHandler handler) throws UndecodableException {
    try {
      handler.take(new WireMessage(value, 0, value.length));
    } catch (InvalidProtocolBufferException e) {
      throw new UndecodableException(Reason.MALFORMED, "not an " + what + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalStateException("an array cannot fail to be read", e);
    }
  }

  /** Offers every field to the handler. */
  void fields(FieldHandler handler) throws IOException, UndecodableException {
    CodedInputStream in = CodedInputStream.newInstance(bytes, offset, length);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (!handler.take(tag, in) && !in.skipField(tag)) {
        throw new InvalidProtocolBufferException("a group ends that has not begun");
      }
    }
  }

  /** Passes every message in a field to the handler. */
  void each(int field, MessageHandler handler) throws IOException, UndecodableException {
    int wanted = tag(field);
    fields(
        (tag, in) -> {
          if (tag != wanted) {
            return false;
          }
          handler.take(nested(in));
          return true;
        });
  }

  /** The message in the field at hand; it is passed over. */
  WireMessage nested(CodedInputStream in) throws IOException {
    int size = in.readRawVarint32();
    int start = offset + in.getTotalBytesRead();
    in.skipRawBytes(size);
    return new WireMessage(bytes, start, size);
  }

  /** The text in a field that should occur at most once; the last of several. */
  String text(int field) throws IOException, UndecodableException {
    int wanted = tag(field);
    String[] found = {""};
    fields(
        (tag, in) -> {
          if (tag == wanted) {
            found[0] = in.readStringRequireUtf8();
          }
          return tag == wanted;
        });
    return found[0];
  }

  /** Parses this message. */
  <T extends MessageLite> T parse(Parser<T> parser) throws IOException, UndecodableException {
    checkSize();
    return parser.parseFrom(bytes, offset, length);
  }

  /** Parses the messages in a field that should occur at most once; several are merged. */
  void mergeInto(MessageLite.Builder builder, int field) throws IOException, UndecodableException {
    each(
        field,
        message -> {
          message.checkSize();
          builder.mergeFrom(message.bytes, message.offset, message.length);
        });
  }

  private void checkSize() throws UndecodableException {
    if (length > MAX_PARSED_BYTES) {
      throw new UndecodableException(
          Reason.TOO_LARGE,
          "a span, point, resource or scope of "
              + length
              + " bytes (expected: <= "
              + MAX_PARSED_BYTES
              + ")");
    }
  }
}
