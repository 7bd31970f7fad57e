package io.tapmesh.collector.ingest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What we write into the metadata of a committed offset, a text that Kafka keeps beside it.
 *
 * @param topicId the life of the topic that the offset belongs to
 * @param plan what is about to be stored from that offset on; null if nothing is
 */
record CommitNote(String topicId, @Nullable Plan plan) {

  private static final Pattern FORMAT =
      Pattern.compile("tapmesh topic=(\\S{1,64})(?: end=(\\d{1,18}) decoder=(\\d{1,9}))?");

  String toMetadata() {
    String note = "tapmesh topic=" + topicId;
    return plan == null ? note : note + " end=" + plan.end() + " decoder=" + plan.decoderVersion();
  }

  /** The note; null if there is none, or the text is another program's. */
  static @Nullable CommitNote parse(@Nullable String metadata) {
    Matcher matcher = FORMAT.matcher(metadata == null ? "" : metadata);
    if (!matcher.matches()) {
      return null;
    }
    Plan plan =
        matcher.group(2) == null
            ? null
            : new Plan(Long.parseLong(matcher.group(2)), Integer.parseInt(matcher.group(3)));
    return new CommitNote(matcher.group(1), plan);
  }
}
