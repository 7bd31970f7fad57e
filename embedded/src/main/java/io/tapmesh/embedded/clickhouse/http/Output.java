package io.tapmesh.embedded.clickhouse.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.tapmesh.embedded.clickhouse.compression.BlockOutputStream;
import io.tapmesh.embedded.clickhouse.compression.HttpCoding;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the compression that the client asked for in front of the response. Made at the first byte:
 * some encoders write their header at once, and that would fix the response's status.
 */
final class Output {

  private static final int COPY_BYTES = 64 << 10;

  private final ResponseBody response;
  private final boolean blocks;
  private final @Nullable HttpCoding coding;
  private @Nullable OutputStream encoder;

  Output(ResponseBody response, QueryRequest request) {
    this.response = response;
    this.blocks = request.compress();
    this.coding =
        !blocks && request.httpCompression()
            ? HttpCoding.ofAcceptEncoding(request.acceptEncoding())
            : null;
  }

  void write(ByteBuffer bytes) throws IOException {
    if (!bytes.hasRemaining()) {
      return;
    }
    if (!blocks && coding == null) {
      response.write(bytes);
      return;
    }
    OutputStream to = encoder();
    byte[] copy = new byte[Math.min(COPY_BYTES, bytes.remaining())];
    while (bytes.hasRemaining()) {
      int part = Math.min(copy.length, bytes.remaining());
      bytes.get(copy, 0, part);
      to.write(copy, 0, part);
    }
  }

  private OutputStream encoder() throws IOException {
    OutputStream existing = encoder;
    if (existing != null) {
      return existing;
    }
    OutputStream made;
    if (coding != null) {
      response.head().headers().set(HttpHeaderNames.CONTENT_ENCODING, coding.token());
      made = coding.encode(response);
    } else {
      made = new BlockOutputStream(response);
    }
    encoder = made;
    return made;
  }

  /** Lets the client have what was written so far. */
  void flush() throws IOException {
    if (encoder != null) {
      encoder.flush();
    }
  }

  /** Ends the response. */
  void finish() throws IOException {
    if (encoder != null) {
      encoder.close();
    }
    response.finish();
  }
}
