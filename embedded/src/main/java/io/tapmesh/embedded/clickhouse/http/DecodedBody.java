package io.tapmesh.embedded.clickhouse.http;

import io.tapmesh.embedded.clickhouse.compression.BlockInputStream;
import io.tapmesh.embedded.clickhouse.compression.CompressionException;
import io.tapmesh.embedded.clickhouse.compression.HttpCoding;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A request's body without its compressions; data that cannot be decoded is the client's error. */
final class DecodedBody extends FilterInputStream {

  private DecodedBody(InputStream decoder) {
    super(decoder);
  }

  /**
   * Undoes HTTP's content coding first, then ClickHouse's blocks.
   *
   * @throws CompressionException if the coding is not known, or the data is not in it
   */
  static InputStream of(InputStream body, @Nullable String contentEncoding, boolean blocks)
      throws IOException {
    HttpCoding coding = HttpCoding.ofContentEncoding(contentEncoding);
    InputStream decoded = body;
    if (coding != null) {
      try {
        decoded = new DecodedBody(coding.decode(body));
      } catch (IOException e) {
        throw blame(e);
      }
    }
    return blocks ? new BlockInputStream(decoded) : decoded;
  }

  @Override
  public int read() throws IOException {
    try {
      return super.read();
    } catch (IOException e) {
      throw blame(e);
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int count) throws IOException {
    try {
      return super.read(bytes, offset, count);
    } catch (IOException e) {
      throw blame(e);
    }
  }

  /** A decoder passes on what happens to the connection; everything else is about the data. */
  private static IOException blame(IOException e) {
    return e instanceof ClientGoneException ? e : CompressionException.undecodable(e);
  }
}
