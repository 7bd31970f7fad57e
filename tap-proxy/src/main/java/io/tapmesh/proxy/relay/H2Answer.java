package io.tapmesh.proxy.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tapmesh.proxy.http2.Stream;
import io.tapmesh.proxy.http2.hpack.HeaderField;
import io.tapmesh.proxy.http2.hpack.HeaderList;

/** What the proxy itself answers over HTTP/2. */
final class H2Answer {

  private static final int OK = 200;

  private static final int RPC_INTERNAL = 13;
  private static final int RPC_RESOURCE_EXHAUSTED = 8;
  private static final int RPC_UNAVAILABLE = 14;
  private static final int RPC_UNIMPLEMENTED = 12;

  private static final HeaderField TEXT =
      HeaderField.of("content-type", "text/plain; charset=utf-8");
  private static final HeaderField RETRY_AFTER = HeaderField.of("retry-after", "1");
  private static final HeaderField GRPC = HeaderField.of("content-type", "application/grpc");
  private static final HeaderField STATUS_OK = HeaderField.of(":status", "200");

  private H2Answer() {}

  /**
   * Answers in the upstream's place.
   *
   * @param head of the request
   * @param out for the head of the answer
   */
  static void send(
      Failure failure, String detail, RelayedHead head, Stream stream, HeaderList out) {
    if (head.isGrpc()) {
      grpc(failure, detail, out);
      stream.sendHead(out, true);
      return;
    }
    ByteBuf body = Unpooled.wrappedBuffer(failure.body(detail));
    text(failure, body.readableBytes(), out);
    stream.sendHead(out, head.isHead());
    if (!head.isHead()) {
      stream.sendData(body, body.readableBytes(), true);
    }
    body.release();
  }

  /** A response with a text of this length as its body. */
  private static void text(Failure failure, int bodyLength, HeaderList out) {
    out.clear();
    out.add(HeaderField.of(":status", Integer.toString(failure.status())));
    out.add(TEXT);
    out.add(HeaderField.of("content-length", Integer.toString(bodyLength)));
    out.add(error(failure));
    if (failure == Failure.OVERLOADED) {
      out.add(RETRY_AFTER);
    }
  }

  /**
   * A response of gRPC that consists of its trailers only, which is how <a
   * href="https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md">its protocol</a> says
   * that a call failed.
   */
  private static void grpc(Failure failure, String detail, HeaderList out) {
    out.clear();
    out.add(STATUS_OK);
    out.add(GRPC);
    out.add(HeaderField.of("grpc-status", Integer.toString(grpcStatus(failure))));
    out.add(HeaderField.of("grpc-message", percentEncoded(failure.line(detail))));
    out.add(error(failure));
  }

  private static HeaderField error(Failure failure) {
    return HeaderField.of("x-tapmesh-error", failure.reason());
  }

  /** What the status of HTTP means to gRPC clients, but for what they may hold us responsible. */
  static int grpcStatus(Failure failure) {
    return switch (failure.status()) {
      case 413, 431 -> RPC_RESOURCE_EXHAUSTED;
      case 501, 505 -> RPC_UNIMPLEMENTED;
      case 502, 503, 504 -> RPC_UNAVAILABLE;
      default -> RPC_INTERNAL;
    };
  }

  /** The status of HTTP that a response has which says what {@code failure} is. */
  static int status(Failure failure, boolean isGrpc) {
    return isGrpc ? OK : failure.status();
  }

  private static String percentEncoded(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte b : text.getBytes(UTF_8)) {
      if (b >= ' ' && b < 0x7f && b != '%') {
        encoded.append((char) b);
      } else {
        encoded.append('%').append("%02X".formatted(b & 0xff));
      }
    }
    return encoded.toString();
  }
}
