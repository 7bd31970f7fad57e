package io.tapmesh.proxy.http2.hpack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * A name and a value as bytes. Immutable, though for speed the arrays are handed out as they are:
 * nobody may change them.
 *
 * <p>The tables of decoders hold these objects and hand out the same one each time, so what an
 * encoder finds out about a field (its hashes, its place in the static table) is found out once.
 * That is remembered without synchronization: every thread comes to the same result.
 */
public final class HeaderField {

  /** What a field counts beyond its bytes (RFC 7541, 4.1; RFC 9113, 6.5.2). */
  public static final int OVERHEAD_BYTES = 32;

  private static final byte UNKNOWN = -1;

  private final byte[] name;
  private final byte[] value;
  private final boolean sensitive;

  private int nameHash;
  private int hash;
  private byte staticIndex = UNKNOWN;
  private byte staticNameIndex = UNKNOWN;
  private byte indexing = UNKNOWN;

  /**
   * Makes a field; takes over the arrays.
   *
   * @param sensitive whether no table may keep it, here or at any later hop (RFC 7541, 7.1.3)
   */
  public HeaderField(byte[] name, byte[] value, boolean sensitive) {
    this.name = requireNonNull(name, "name");
    this.value = requireNonNull(value, "value");
    this.sensitive = sensitive;
  }

  /** Makes a field of texts, one byte for each char. */
  public static HeaderField of(String name, String value) {
    return new HeaderField(name.getBytes(ISO_8859_1), value.getBytes(ISO_8859_1), false);
  }

  /** The same name with another value, which is taken over. */
  public HeaderField withValue(byte[] other) {
    HeaderField field = new HeaderField(name, other, sensitive);
    field.nameHash = nameHash;
    field.staticNameIndex = staticNameIndex;
    return field;
  }

  /** Not to be changed. */
  public byte[] name() {
    return name;
  }

  /** Not to be changed. */
  public byte[] value() {
    return value;
  }

  /** Whether no table may keep it. */
  public boolean sensitive() {
    return sensitive;
  }

  /** One char for each byte. */
  public String nameText() {
    return new String(name, ISO_8859_1);
  }

  /** One char for each byte. */
  public String valueText() {
    return new String(value, ISO_8859_1);
  }

  /** Whether this is the name, byte for byte. */
  public boolean isNamed(byte[] other) {
    return name == other || Arrays.equals(name, other);
  }

  /** As tables and {@code SETTINGS_MAX_HEADER_LIST_SIZE} count it. */
  public int sizeBytes() {
    return name.length + value.length + OVERHEAD_BYTES;
  }

  int nameHash() {
    if (nameHash == 0) {
      nameHash = Arrays.hashCode(name);
    }
    return nameHash;
  }

  /** Of name and value. */
  int hash() {
    if (hash == 0) {
      hash = 31 * nameHash() + Arrays.hashCode(value);
    }
    return hash;
  }

  /** Whether name and value are the same; what tables care about. */
  boolean matches(HeaderField other) {
    return hasNameOf(other) && (value == other.value || Arrays.equals(value, other.value));
  }

  boolean hasNameOf(HeaderField other) {
    return name == other.name || Arrays.equals(name, other.name);
  }

  /** The index of name and value in the static table, 0 if they are not there. */
  int staticIndex() {
    if (staticIndex == UNKNOWN) {
      staticIndex = (byte) StaticTable.indexOf(this);
    }
    return staticIndex;
  }

  /** The index of the name in the static table, 0 if it is not there. */
  int staticNameIndex() {
    if (staticNameIndex == UNKNOWN) {
      staticNameIndex = (byte) StaticTable.indexOfName(this);
    }
    return staticNameIndex;
  }

  Indexing indexing() {
    if (indexing == UNKNOWN) {
      indexing = Indexing.of(this).code();
    }
    return Indexing.ofCode(indexing);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeaderField field && matches(field) && sensitive == field.sensitive;
  }

  @Override
  public int hashCode() {
    return hash();
  }

  /** Without the value where it is sensitive: this ends up in logs. */
  @Override
  public String toString() {
    return nameText() + ": " + (sensitive ? "(sensitive)" : valueText());
  }
}
