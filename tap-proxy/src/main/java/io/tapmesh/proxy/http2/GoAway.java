package io.tapmesh.proxy.http2;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;

/**
 * What a server says that serves nobody at the moment: its preface, which has to come first (<a
 * href="https://www.rfc-editor.org/rfc/rfc9113#section-3.4">RFC 9113, 3.4</a>), and that no stream
 * was looked at, so that a client may go elsewhere with all of its requests (6.8).
 */
public final class GoAway {

  private GoAway() {}

  /**
   * Writes it.
   *
   * @param why for people who look at the bytes
   */
  public static void write(ByteBuf out, String why) {
    FrameWriter.header(out, 0, Frames.SETTINGS, 0, 0);
    FrameWriter.goAway(out, 0, ErrorCode.ENHANCE_YOUR_CALM.code(), why.getBytes(UTF_8));
  }
}
