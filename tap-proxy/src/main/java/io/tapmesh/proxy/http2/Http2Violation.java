package io.tapmesh.proxy.http2;

/** What a peer may do wrong: what it gets for that, and the name under which that is counted. */
public enum Http2Violation {
  /** A frame that may not be there, or says what it may not. */
  PROTOCOL(ErrorCode.PROTOCOL_ERROR, "protocol"),
  FRAME_SIZE(ErrorCode.FRAME_SIZE_ERROR, "frame_size"),
  /** More than a window allows, or a window beyond its maximum. */
  FLOW_CONTROL(ErrorCode.FLOW_CONTROL_ERROR, "flow_control"),
  COMPRESSION(ErrorCode.COMPRESSION_ERROR, "compression"),
  STREAM_CLOSED(ErrorCode.STREAM_CLOSED, "stream_closed"),
  /** Heads that HTTP does not allow, or a body that is not as long as they said. */
  MALFORMED(ErrorCode.PROTOCOL_ERROR, "malformed"),
  TOO_MANY_STREAMS(ErrorCode.REFUSED_STREAM, "too_many_streams"),

  RESET_FLOOD(ErrorCode.ENHANCE_YOUR_CALM, "reset_flood"),
  CONTINUATION_FLOOD(ErrorCode.ENHANCE_YOUR_CALM, "continuation_flood"),
  EMPTY_FRAME_FLOOD(ErrorCode.ENHANCE_YOUR_CALM, "empty_frame_flood"),
  PING_FLOOD(ErrorCode.ENHANCE_YOUR_CALM, "ping_flood"),
  SETTINGS_FLOOD(ErrorCode.ENHANCE_YOUR_CALM, "settings_flood"),
  PRIORITY_FLOOD(ErrorCode.ENHANCE_YOUR_CALM, "priority_flood"),
  WINDOW_UPDATE_FLOOD(ErrorCode.ENHANCE_YOUR_CALM, "window_update_flood"),
  UNREAD_REPLIES(ErrorCode.ENHANCE_YOUR_CALM, "unread_replies"),
  /** The preface or a head did not arrive in time. */
  TOO_SLOW(ErrorCode.ENHANCE_YOUR_CALM, "too_slow");

  private final ErrorCode code;
  private final String reason;

  Http2Violation(ErrorCode code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  /** What the peer is told. */
  public ErrorCode code() {
    return code;
  }

  /** A label of metrics. */
  public String reason() {
    return reason;
  }
}
