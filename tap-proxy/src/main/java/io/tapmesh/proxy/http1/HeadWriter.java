package io.tapmesh.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.tapmesh.proxy.http.HeaderId;

/** Writes heads as they came in, but for the {@link HeaderEdits}. */
public final class HeadWriter {

  private static final byte[] HTTP_1_0 = " HTTP/1.0\r\n".getBytes(ISO_8859_1);
  private static final byte[] HTTP_1_1 = " HTTP/1.1\r\n".getBytes(ISO_8859_1);
  private static final byte[] STATUS_LINE = "HTTP/1.1 ".getBytes(ISO_8859_1);
  private static final byte[] COLON = ": ".getBytes(ISO_8859_1);
  private static final byte[][] NAMES = names();
  private static final HeaderId[] IDS = HeaderId.values();
  private static final int CRLF = '\r' << 8 | '\n';

  private HeadWriter() {}

  /**
   * Writes a request. The version stays: a client of HTTP/1.0 could not read what a server may
   * answer to 1.1.
   */
  public static void write(RequestHead head, HeaderEdits edits, ByteBuf out) {
    int start = head.methodStart();
    out.writeBytes(head.bytes(), start, head.targetEnd() - start);
    out.writeBytes(head.minorVersion() == 0 ? HTTP_1_0 : HTTP_1_1);
    writeHeaders(head, edits, out);
  }

  /** Writes a response, always as HTTP/1.1: that is what this end of the connection speaks. */
  public static void write(ResponseHead head, HeaderEdits edits, ByteBuf out) {
    out.writeBytes(STATUS_LINE);
    int start = head.statusStart();
    out.writeBytes(head.bytes(), start, head.statusLineEnd() - start);
    if (head.statusLineEnd() - start == 3) {
      // The space after the status is not optional, though the reason is.
      out.writeByte(' ');
    }
    out.writeShort(CRLF);
    writeHeaders(head, edits, out);
  }

  /** Copies runs of untouched lines at once. */
  private static void writeHeaders(Head head, HeaderEdits edits, ByteBuf out) {
    byte[] bytes = head.bytes();
    int count = head.count();
    long pending = edits.replaced();
    if (count > 0 && !head.hasAny(edits.changed())) {
      int start = head.nameStart(0);
      out.writeBytes(bytes, start, head.lineEnd(count - 1) - start);
    } else {
      pending = writeEdited(head, edits, out);
    }
    while (pending != 0) {
      HeaderId id = IDS[Long.numberOfTrailingZeros(pending)];
      out.writeBytes(NAMES[id.index()]);
      writeValue(edits, id, out);
      pending &= pending - 1;
    }
    out.writeShort(CRLF);
  }

  private static long writeEdited(Head head, HeaderEdits edits, ByteBuf out) {
    byte[] bytes = head.bytes();
    int count = head.count();
    long pending = edits.replaced();
    int i = 0;
    while (i < count) {
      HeaderId id = head.id(i);
      if ((edits.changed() & id.bit()) == 0) {
        int start = head.nameStart(i);
        while (i < count && (edits.changed() & head.id(i).bit()) == 0) {
          i++;
        }
        out.writeBytes(bytes, start, head.lineEnd(i - 1) - start);
        continue;
      }
      if ((pending & id.bit()) != 0) {
        out.writeBytes(bytes, head.nameStart(i), head.nameEnd(i) - head.nameStart(i));
        writeValue(edits, id, out);
        pending &= ~id.bit();
      }
      i++;
    }
    return pending;
  }

  private static void writeValue(HeaderEdits edits, HeaderId id, ByteBuf out) {
    byte[] value = edits.value(id);
    if (value == null) {
      throw new IllegalStateException("header " + id + " is to be replaced by nothing");
    }
    out.writeBytes(COLON);
    out.writeBytes(value);
    out.writeShort(CRLF);
  }

  private static byte[][] names() {
    HeaderId[] ids = HeaderId.values();
    byte[][] names = new byte[ids.length][];
    for (HeaderId id : ids) {
      names[id.index()] = id.headerName().getBytes(ISO_8859_1);
    }
    return names;
  }
}
