package io.tapmesh.proxy.http2;

/** What the peer has told about itself (RFC 9113, 6.5.2). */
final class PeerSettings {

  static final int HEADER_TABLE_SIZE = 1;
  static final int ENABLE_PUSH = 2;
  static final int MAX_CONCURRENT_STREAMS = 3;
  static final int INITIAL_WINDOW_SIZE = 4;
  static final int MAX_FRAME_SIZE = 5;
  static final int MAX_HEADER_LIST_SIZE = 6;

  /**
   * Until the peer says otherwise; a hundred is what the RFC says that it should allow at least.
   */
  private static final int ASSUMED_STREAMS = 100;

  private long headerTableBytes = 4096;
  private int maxStreams = ASSUMED_STREAMS;
  private int streamWindow = Frames.DEFAULT_WINDOW;
  private int maxFrameBytes = Frames.MAX_PAYLOAD_BYTES;

  void set(int id, long value) throws Http2Exception {
    switch (id) {
      case HEADER_TABLE_SIZE -> headerTableBytes = value;
      case ENABLE_PUSH -> {
        if (value > 1) {
          throw Http2Exception.protocol("ENABLE_PUSH of " + value + " (expected: 0 or 1)");
        }
      }
      case MAX_CONCURRENT_STREAMS -> maxStreams = (int) Math.min(value, Integer.MAX_VALUE);
      case INITIAL_WINDOW_SIZE -> {
        if (value > Integer.MAX_VALUE) {
          throw new Http2Exception(Http2Violation.FLOW_CONTROL, "INITIAL_WINDOW_SIZE of " + value);
        }
        streamWindow = (int) value;
      }
      case MAX_FRAME_SIZE -> {
        if (value < Frames.MAX_PAYLOAD_BYTES || value > Frames.LARGEST_PAYLOAD_BYTES) {
          throw Http2Exception.protocol("MAX_FRAME_SIZE of " + value);
        }
        maxFrameBytes = (int) value;
      }
      default -> {
        // MAX_HEADER_LIST_SIZE is advice: a head that is too large is for the peer to refuse.
      }
    }
  }

  long headerTableBytes() {
    return headerTableBytes;
  }

  int maxStreams() {
    return maxStreams;
  }

  int streamWindow() {
    return streamWindow;
  }

  int maxFrameBytes() {
    return maxFrameBytes;
  }
}
