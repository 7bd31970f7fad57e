package io.tapmesh.api.traces;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tapmesh.api.store.Nanos;
import io.tapmesh.api.time.Window;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Where a page of traces ended. It carries the window of the first page along, so that the pages
 * are about the same window however much time passes between them.
 *
 * @param newest start of the newest matching span of the last trace of the page
 * @param traceId that trace, to tell apart traces with the same start
 */
public record TraceCursor(Window window, Instant newest, String traceId) {

  private static final String VERSION = "1";
  private static final int FIELDS = 6;

  /** The last year that 32 bits of seconds reach, as the tables' time stamps have. */
  private static final Instant END_OF_TIME = Instant.parse("2106-01-01T00:00:00Z");

  /** Opaque text for URLs. */
  public String encoded() {
    String text =
        String.join(
            ".",
            VERSION,
            Long.toString(Nanos.of(window.from())),
            Long.toString(Nanos.of(window.to())),
            Integer.toString(window.resolutionSeconds()),
            Long.toString(Nanos.of(newest)),
            traceId);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  /** A cursor comes back from strangers, so it may say anything. */
  private boolean isPlausible() {
    return window.resolution().seconds() == window.resolutionSeconds()
        && window.from().isAfter(Instant.EPOCH)
        && window.to().isBefore(END_OF_TIME)
        && !newest.isBefore(window.from())
        && newest.isBefore(window.lastIntervalEnd());
  }

  /** The inverse of {@link #encoded}; empty if the text did not come from there. */
  public static Optional<TraceCursor> decode(String encoded) {
    try {
      String[] fields = new String(Base64.getUrlDecoder().decode(encoded), UTF_8).split("\\.", -1);
      if (fields.length != FIELDS || !fields[0].equals(VERSION)) {
        return Optional.empty();
      }
      Window window =
          new Window(
              Nanos.toInstant(Long.parseLong(fields[1])),
              Nanos.toInstant(Long.parseLong(fields[2])),
              Integer.parseInt(fields[3]));
      TraceCursor cursor =
          new TraceCursor(window, Nanos.toInstant(Long.parseLong(fields[4])), fields[5]);
      return cursor.isPlausible() ? Optional.of(cursor) : Optional.empty();
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
