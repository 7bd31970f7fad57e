package io.tapmesh.embedded.clickhouse.compression;

import java.io.IOException;

/** Compressed data from a client that cannot be read; with ClickHouse's code for it. */
public abstract sealed class CompressionException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int code;
  private final String codeName;

  private CompressionException(int code, String codeName, String message) {
    super(message);
    this.code = code;
    this.codeName = codeName;
  }

  /** For what a decoder of HTTP's content codings could not read. */
  public static CompressionException undecodable(IOException cause) {
    Corrupt corrupt = new Corrupt(String.valueOf(cause.getMessage()));
    corrupt.initCause(cause);
    return corrupt;
  }

  /** ClickHouse's error code. */
  public int code() {
    return code;
  }

  /** ClickHouse's name of {@link #code()}. */
  public String codeName() {
    return codeName;
  }

  /** The data ends in the middle of a block. */
  public static final class Truncated extends CompressionException {
    private static final long serialVersionUID = 1L;

    Truncated(String got) {
      super(33, "CANNOT_READ_ALL_DATA", "Compressed data ends early: got " + got);
    }
  }

  /** The data was changed on its way. */
  public static final class WrongChecksum extends CompressionException {
    private static final long serialVersionUID = 1L;

    WrongChecksum(int blockBytes) {
      super(
          40,
          "CHECKSUM_DOESNT_MATCH",
          "Checksum doesn't match: corrupted data in a block of " + blockBytes + " bytes");
    }
  }

  /** A compression that is not known here. */
  public static final class UnknownMethod extends CompressionException {
    private static final long serialVersionUID = 1L;

    UnknownMethod(int method) {
      super(
          89,
          "UNKNOWN_COMPRESSION_METHOD",
          String.format(
              "Unknown compression method: 0x%02x (expected: 0x82 for LZ4, 0x90 for ZSTD, 0x02 for"
                  + " none)",
              method));
    }

    UnknownMethod(String encoding) {
      super(
          89,
          "UNKNOWN_COMPRESSION_METHOD",
          "Unknown Content-Encoding: " + encoding + " (expected: gzip, deflate, zstd, lz4)");
    }
  }

  /** Sizes or contents make no sense. */
  public static final class Corrupt extends CompressionException {
    private static final long serialVersionUID = 1L;

    Corrupt(String what) {
      super(271, "CANNOT_DECOMPRESS", "Cannot decompress: " + what);
    }
  }
}
