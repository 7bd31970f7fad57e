package io.tapmesh.proxy.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * A page that is written as it is made, and not for many readers at a time: the heap is small, the
 * page may be large. One that cannot be written to its end is cut: the connection ends without the
 * last chunk, so that nobody takes a part for the whole. Thread-safe.
 */
public final class StreamedPage implements AdminPage {

  private static final int BUFFER_CHARS = 1 << 14;

  private final String type;
  private final int maxReaders;
  private final Semaphore readers;
  private final Consumer<Appendable> source;

  /**
   * Makes a page.
   *
   * @param type its media type
   * @param maxReaders others get a 503
   * @param source writes all of it; the {@link UncheckedIOException} of a reader that has gone may
   *     pass
   */
  public StreamedPage(String type, int maxReaders, Consumer<Appendable> source) {
    this.type = type;
    this.maxReaders = maxReaders;
    this.source = source;
    readers = new Semaphore(maxReaders);
  }

  @Override
  public void answer(HttpExchange exchange) throws IOException {
    if (!readers.tryAcquire()) {
      AdminReply.text(503, maxReaders + " others read this page at the moment\n").send(exchange);
      return;
    }
    try {
      exchange.getResponseHeaders().set("Content-Type", type);
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      exchange.sendResponseHeaders(200, 0);
      write(
          new BufferedWriter(
              new OutputStreamWriter(exchange.getResponseBody(), UTF_8), BUFFER_CHARS));
    } finally {
      readers.release();
    }
  }

  /** Closes it only at the end: that writes the last chunk, which says that this was all. */
  private void write(Writer out) throws IOException {
    try {
      source.accept(out);
    } catch (UncheckedIOException e) {
      // The reader has gone.
      throw e.getCause();
    }
    out.close();
  }
}
