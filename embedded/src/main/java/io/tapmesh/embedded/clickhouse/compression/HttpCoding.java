package io.tapmesh.embedded.clickhouse.compression;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The content codings of HTTP that are understood, those first that ClickHouse prefers. Brotli, xz,
 * bzip2 and snappy, which the server knows too, are left out: what a client gains by them on one
 * machine does not pay for the libraries.
 */
public enum HttpCoding {
  ZSTD("zstd") {
    @Override
    public InputStream decode(InputStream in) throws IOException {
      return new ZstdInputStream(in);
    }

    @Override
    public OutputStream encode(OutputStream out) throws IOException {
      return new ZstdOutputStream(out);
    }
  },
  LZ4("lz4") {
    @Override
    public InputStream decode(InputStream in) throws IOException {
      return new LZ4FrameInputStream(in);
    }

    @Override
    public OutputStream encode(OutputStream out) throws IOException {
      return new LZ4FrameOutputStream(out);
    }
  },
  GZIP("gzip") {
    @Override
    public InputStream decode(InputStream in) throws IOException {
      return new GZIPInputStream(in, BUFFER_BYTES);
    }

    @Override
    public OutputStream encode(OutputStream out) throws IOException {
      return new GZIPOutputStream(out, BUFFER_BYTES, true);
    }
  },
  DEFLATE("deflate") {
    @Override
    public InputStream decode(InputStream in) {
      return new InflaterInputStream(in);
    }

    @Override
    public OutputStream encode(OutputStream out) {
      return new DeflaterOutputStream(out, true);
    }
  };

  private static final int BUFFER_BYTES = 64 << 10;

  private final String token;

  HttpCoding(String token) {
    this.token = token;
  }

  /** As it stands in headers. */
  public String token() {
    return token;
  }

  /** Reads a body in this coding. */
  public abstract InputStream decode(InputStream in) throws IOException;

  /** Writes a body in this coding; a flush lets the reader have all that was written. */
  public abstract OutputStream encode(OutputStream out) throws IOException;

  /**
   * The coding of a request's body.
   *
   * @param contentEncoding the header's value; null or {@code identity} is none
   * @throws CompressionException if it is not known
   */
  public static @Nullable HttpCoding ofContentEncoding(@Nullable String contentEncoding)
      throws CompressionException {
    if (contentEncoding == null || contentEncoding.isBlank()) {
      return null;
    }
    String wanted = contentEncoding.strip().toLowerCase(Locale.ROOT);
    if (wanted.equals("identity")) {
      return null;
    }
    for (HttpCoding coding : values()) {
      if (coding.token.equals(wanted)) {
        return coding;
      }
    }
    throw new CompressionException.UnknownMethod(contentEncoding);
  }

  /** The best coding that an {@code Accept-Encoding} header allows, or none. */
  public static @Nullable HttpCoding ofAcceptEncoding(@Nullable String acceptEncoding) {
    if (acceptEncoding == null) {
      return null;
    }
    List<String> offers = List.of(acceptEncoding.toLowerCase(Locale.ROOT).split(",", -1));
    for (HttpCoding coding : values()) {
      for (String offer : offers) {
        String[] parts = offer.strip().split("\\s*;\\s*", 2);
        boolean refused = parts.length > 1 && parts[1].matches("q=0(\\.0*)?");
        if (parts[0].equals(coding.token) && !refused) {
          return coding;
        }
      }
    }
    return null;
  }
}
