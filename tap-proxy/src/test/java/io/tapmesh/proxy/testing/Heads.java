package io.tapmesh.proxy.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tapmesh.proxy.http1.HeadLimits;
import io.tapmesh.proxy.http1.HeadReader;
import io.tapmesh.proxy.http1.HeadWriter;
import io.tapmesh.proxy.http1.HeaderEdits;
import io.tapmesh.proxy.http1.RequestHead;

/** Heads of requests from text and back, without a connection. */
public final class Heads {

  private Heads() {}

  /** Reads a whole head, which must be in order. */
  public static RequestHead request(String text) {
    RequestHead head = new RequestHead();
    ByteBuf bytes = Unpooled.copiedBuffer(text, ISO_8859_1);
    try {
      HeadReader.Result result =
          new HeadReader(new HeadLimits(1 << 20, 1 << 19, 200)).read(bytes, head);
      if (result != HeadReader.Result.COMPLETE) {
        throw new AssertionError(result + ": " + text);
      }
      return head;
    } finally {
      bytes.release();
    }
  }

  /** As {@link #request}, of nothing but these header lines and a host. */
  public static RequestHead withLines(String... lines) {
    return request("GET / HTTP/1.1\r\nHost: a\r\n" + joined(lines) + "\r\n");
  }

  /** What goes to the next hop. */
  public static String written(RequestHead head, HeaderEdits edits) {
    ByteBuf out = Unpooled.buffer();
    try {
      HeadWriter.write(head, edits, out);
      return out.toString(ISO_8859_1);
    } finally {
      out.release();
    }
  }

  private static String joined(String... lines) {
    StringBuilder joined = new StringBuilder();
    for (String line : lines) {
      joined.append(line).append("\r\n");
    }
    return joined.toString();
  }
}
