package io.tapmesh.schemas;

/**
 * Headers of a record on {@link Topics#DEAD_LETTER}, each a UTF-8 string; the value is the original
 * one.
 */
public final class DeadLetter {

  /** The topic that the record came from. */
  public static final String TOPIC = "tapmesh.origin.topic";

  /** The partition that it came from, decimal. */
  public static final String PARTITION = "tapmesh.origin.partition";

  /** Its offset there, decimal. */
  public static final String OFFSET = "tapmesh.origin.offset";

  /** Why it could not be decoded, one sentence. */
  public static final String REASON = "tapmesh.reason";

  private DeadLetter() {}
}
