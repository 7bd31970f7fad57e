package io.tapmesh.proxy.http2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tapmesh.proxy.http.FieldEdits;
import io.tapmesh.proxy.http.HeaderId;
import io.tapmesh.proxy.http2.hpack.HeaderField;
import io.tapmesh.proxy.http2.hpack.HeaderList;
import java.util.Locale;

/** {@link FieldEdits} of a head of HTTP/2. */
public final class HeadEdits extends FieldEdits {

  private static final HeaderId[] IDS = HeaderId.values();
  private static final byte[] EMPTY = {};

  /** Fields to take the names of new ones from. */
  private static final HeaderField[] NAMED = named();

  /** Begins anew: everything passes as it is. */
  public HeadEdits reset() {
    begin(0);
    return this;
  }

  /** Not used again: the table of a connection may keep the field. */
  @Override
  public byte[] space(int length) {
    return new byte[length];
  }

  /** Puts a head into {@code out} as it is to be written. */
  public void apply(HeaderField[] head, HeaderList out) {
    out.clear();
    long changed = changed();
    long pending = replaced();
    for (HeaderField field : head) {
      pending = apply(field, changed, pending, out);
    }
    addRest(pending, out);
  }

  /** As {@link #apply(HeaderField[], HeaderList)}, of what is in another list. */
  public void apply(HeaderList head, HeaderList out) {
    out.clear();
    long changed = changed();
    long pending = replaced();
    for (int i = 0; i < head.size(); i++) {
      pending = apply(head.get(i), changed, pending, out);
    }
    addRest(pending, out);
  }

  /** Says which are still to be written. */
  private long apply(HeaderField field, long changed, long pending, HeaderList out) {
    HeaderId id = changed == 0 ? HeaderId.OTHER : id(field);
    if ((changed & id.bit()) == 0) {
      out.add(field);
    } else if ((pending & id.bit()) != 0) {
      out.add(field.withValue(bytes(id)));
      return pending & ~id.bit();
    }
    return pending;
  }

  private void addRest(long replaced, HeaderList out) {
    long pending = replaced;
    while (pending != 0) {
      HeaderId id = IDS[Long.numberOfTrailingZeros(pending)];
      out.add(NAMED[id.index()].withValue(bytes(id)));
      pending &= pending - 1;
    }
  }

  private static HeaderId id(HeaderField field) {
    byte[] name = field.name();
    return HeaderId.of(name, 0, name.length);
  }

  private byte[] bytes(HeaderId id) {
    byte[] value = value(id);
    if (value == null) {
      throw new IllegalStateException("header " + id + " is to be replaced by nothing");
    }
    return value;
  }

  private static HeaderField[] named() {
    HeaderField[] fields = new HeaderField[IDS.length];
    for (HeaderId id : IDS) {
      byte[] name = id.headerName().toLowerCase(Locale.ROOT).getBytes(US_ASCII);
      fields[id.index()] = new HeaderField(name, EMPTY, false);
    }
    return fields;
  }
}
