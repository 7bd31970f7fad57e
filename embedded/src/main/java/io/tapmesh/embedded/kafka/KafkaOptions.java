package io.tapmesh.embedded.kafka;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * How the broker in this process is to run.
 *
 * @param dataDir where the log segments live; made on first use, formatted once, kept over restarts
 * @param port on 127.0.0.1; 0 takes any free one
 * @param retentionBytes how much of each partition is kept; older segments are deleted
 * @param segmentBytes size of a log segment, at least 1 MiB; retention works in whole segments
 * @param messageMaxBytes largest record batch accepted from a producer
 */
public record KafkaOptions(
    Path dataDir, int port, long retentionBytes, int segmentBytes, int messageMaxBytes) {

  private static final long DEFAULT_RETENTION_BYTES = 512L << 20;
  private static final int DEFAULT_SEGMENT_BYTES = 32 << 20;
  private static final int DEFAULT_MESSAGE_MAX_BYTES = 8 << 20;
  private static final int MIN_SEGMENT_BYTES = 1 << 20;

  public KafkaOptions {
    requireNonNull(dataDir, "dataDir");
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0-65535)");
    }
    if (segmentBytes < MIN_SEGMENT_BYTES) {
      throw new IllegalArgumentException(
          "segmentBytes: " + segmentBytes + " (expected: >= " + MIN_SEGMENT_BYTES + ")");
    }
    if (retentionBytes < segmentBytes) {
      throw new IllegalArgumentException(
          "retentionBytes: "
              + retentionBytes
              + " (expected: >= segmentBytes "
              + segmentBytes
              + ")");
    }
    if (messageMaxBytes < 1 || messageMaxBytes > segmentBytes) {
      throw new IllegalArgumentException(
          "messageMaxBytes: " + messageMaxBytes + " (expected: 1-" + segmentBytes + ")");
    }
  }

  /** A small broker on any free port, keeping half a GiB per partition. */
  public static KafkaOptions in(Path dataDir) {
    return new KafkaOptions(
        dataDir, 0, DEFAULT_RETENTION_BYTES, DEFAULT_SEGMENT_BYTES, DEFAULT_MESSAGE_MAX_BYTES);
  }

  public KafkaOptions withPort(int newPort) {
    return new KafkaOptions(dataDir, newPort, retentionBytes, segmentBytes, messageMaxBytes);
  }

  public KafkaOptions withRetentionBytes(long newRetentionBytes) {
    return new KafkaOptions(dataDir, port, newRetentionBytes, segmentBytes, messageMaxBytes);
  }
}
