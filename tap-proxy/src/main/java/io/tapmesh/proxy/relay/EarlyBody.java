package io.tapmesh.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.tapmesh.proxy.http2.Stream;
import io.tapmesh.proxy.http2.hpack.HeaderList;
import org.jspecify.annotations.Nullable;

/**
 * What comes of a request's body while there is no connection to an upstream yet; the window of the
 * client's stream bounds it.
 */
final class EarlyBody {

  private @Nullable ByteBuf bytes;
  private @Nullable HeaderList trailers;

  /** Keeps a copy of so many bytes, which are consumed. */
  void add(ByteBuf in, int length) {
    if (length > 0) {
      if (bytes == null) {
        bytes = in.alloc().buffer(length);
      }
      bytes.writeBytes(in, length);
    }
  }

  void trailers(HeaderList fields) {
    trailers = new HeaderList();
    for (int i = 0; i < fields.size(); i++) {
      trailers.add(fields.get(i));
    }
  }

  /** Passes all of it on. */
  void sendTo(Stream stream, boolean isComplete) {
    ByteBuf body = bytes;
    HeaderList last = trailers;
    bytes = null;
    trailers = null;
    if (body != null) {
      try {
        stream.sendData(body, body.readableBytes(), isComplete && last == null);
      } finally {
        body.release();
      }
    }
    if (last != null) {
      stream.sendTrailers(last);
    }
  }

  /** Throws it away; says how many bytes that were. */
  int discard() {
    int length = bytes == null ? 0 : bytes.readableBytes();
    Buffers.release(bytes);
    bytes = null;
    trailers = null;
    return length;
  }
}
