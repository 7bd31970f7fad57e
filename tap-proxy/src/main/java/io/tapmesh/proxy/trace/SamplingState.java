package io.tapmesh.proxy.trace;

import org.jspecify.annotations.Nullable;

/**
 * The member {@code ot} of {@code tracestate}, by which samplers in different places <a
 * href="https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/">agree</a>:
 * a span is sampled if its randomness is not below a threshold, so that those that were sampled
 * stand for {@code 2^56 / (2^56 - threshold)} spans each.
 *
 * @param threshold of 56 bits, or {@link #ABSENT} if nothing is known of the probability
 * @param randomness of 56 bits that takes the place of the trace id's, or {@link #ABSENT}
 * @param others what else stands in the member, as it came; empty if nothing
 */
public record SamplingState(long threshold, long randomness, String others) {

  /** The key of the member. */
  public static final String KEY = "ot";

  /** Marks what is not there. */
  public static final long ABSENT = -1;

  /** Nothing is known. */
  public static final SamplingState NONE = new SamplingState(ABSENT, ABSENT, "");

  private static final int DIGITS = 14;
  private static final long RANDOMNESS_MASK = (1L << 56) - 1;

  /** OpenTelemetry's limit for the member's value. */
  private static final int MAX_LENGTH = 256;

  /** Reads the value of the member; what is malformed in it counts as absent. */
  static SamplingState parse(String value) {
    if (value.length() > MAX_LENGTH) {
      return NONE;
    }
    long threshold = ABSENT;
    long randomness = ABSENT;
    StringBuilder others = new StringBuilder();
    for (String field : value.split(";", -1)) {
      if (field.startsWith("th:")) {
        threshold = threshold(field.substring(3));
      } else if (field.startsWith("rv:")) {
        randomness = randomness(field.substring(3));
      } else if (field.indexOf(':') > 0) {
        others.append(others.isEmpty() ? "" : ";").append(field);
      }
    }
    return new SamplingState(threshold, randomness, others.toString());
  }

  private static long threshold(String digits) {
    int count = digits.length();
    if (count == 0 || count > DIGITS || !Hex.isHex(digits, 0, count, false)) {
      return ABSENT;
    }
    // Zeros at the end are left out.
    return Hex.parse(digits, 0, count) << (4 * (DIGITS - count));
  }

  private static long randomness(String digits) {
    boolean valid = digits.length() == DIGITS && Hex.isHex(digits, 0, DIGITS, false);
    return valid ? Hex.parse(digits, 0, DIGITS) : ABSENT;
  }

  /** The randomness that decides about a trace. */
  public long randomnessOf(long traceIdLow) {
    return randomness == ABSENT ? traceIdLow & RANDOMNESS_MASK : randomness;
  }

  /** The same with another threshold. */
  public SamplingState withThreshold(long newThreshold) {
    return newThreshold == threshold ? this : new SamplingState(newThreshold, randomness, others);
  }

  /** The whole member, such as {@code ot=th:c}; null if it would say nothing. */
  public @Nullable String member() {
    if (threshold == ABSENT && randomness == ABSENT && others.isEmpty()) {
      return null;
    }
    StringBuilder fields = new StringBuilder();
    if (threshold != ABSENT) {
      fields.append("th:").append(digits(threshold));
    }
    if (randomness != ABSENT) {
      fields.append(fields.isEmpty() ? "" : ";").append("rv:").append(hex(randomness));
    }
    // Of a member that is too long nothing at all would be read: what others said has to give way.
    if (!others.isEmpty() && fields.length() + 1 + others.length() <= MAX_LENGTH) {
      fields.append(fields.isEmpty() ? "" : ";").append(others);
    }
    return fields.isEmpty() ? null : KEY + "=" + fields;
  }

  /** A threshold as it is written: without the zeros at its end. */
  static String digits(long threshold) {
    String all = hex(threshold);
    int end = DIGITS;
    while (end > 1 && all.charAt(end - 1) == '0') {
      end--;
    }
    return all.substring(0, end);
  }

  private static String hex(long value) {
    byte[] digits = new byte[DIGITS];
    Hex.put(digits, 0, value, DIGITS);
    return new String(digits, java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
