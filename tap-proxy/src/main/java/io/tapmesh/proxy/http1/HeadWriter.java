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
  private static final byte[] CRLF = {'\r', '\n'};
  private static final byte[] SPACE = {' '};

  private HeadWriter() {}

  /**
   * Writes a request. The version stays: a client of HTTP/1.0 could not read what a server may
   * answer to 1.1.
   */
  public static void write(RequestHead head, HeaderEdits edits, ByteBuf out) {
    HeadBytes made = edits.made.clear();
    made.add(head.bytes(), head.methodStart(), head.targetEnd());
    made.add(head.minorVersion() == 0 ? HTTP_1_0 : HTTP_1_1);
    addHeaders(head, edits, made);
    made.writeTo(out);
  }

  /** Writes a response, always as HTTP/1.1: that is what this end of the connection speaks. */
  public static void write(ResponseHead head, HeaderEdits edits, ByteBuf out) {
    HeadBytes made = edits.made.clear();
    made.add(STATUS_LINE).add(head.bytes(), head.statusStart(), head.statusLineEnd());
    if (head.statusLineEnd() - head.statusStart() == 3) {
      // The space after the status is not optional, though the reason is.
      made.add(SPACE);
    }
    made.add(CRLF);
    addHeaders(head, edits, made);
    made.writeTo(out);
  }

  /** Copies runs of untouched lines at once. */
  private static void addHeaders(Head head, HeaderEdits edits, HeadBytes made) {
    int count = head.count();
    long pending = edits.replaced();
    if (count > 0 && !head.hasAny(edits.changed())) {
      made.add(head.bytes(), head.nameStart(0), head.lineEnd(count - 1));
    } else {
      pending = addEdited(head, edits, made);
    }
    while (pending != 0) {
      HeaderId id = IDS[Long.numberOfTrailingZeros(pending)];
      made.add(NAMES[id.index()]);
      addValue(edits, id, made);
      pending &= pending - 1;
    }
    made.add(CRLF);
  }

  private static long addEdited(Head head, HeaderEdits edits, HeadBytes made) {
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
        made.add(bytes, start, head.lineEnd(i - 1));
        continue;
      }
      if ((pending & id.bit()) != 0) {
        made.add(bytes, head.nameStart(i), head.nameEnd(i));
        addValue(edits, id, made);
        pending &= ~id.bit();
      }
      i++;
    }
    return pending;
  }

  private static void addValue(HeaderEdits edits, HeaderId id, HeadBytes made) {
    byte[] value = edits.value(id);
    if (value == null) {
      throw new IllegalStateException("header " + id + " is to be replaced by nothing");
    }
    made.add(COLON).add(value).add(CRLF);
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
