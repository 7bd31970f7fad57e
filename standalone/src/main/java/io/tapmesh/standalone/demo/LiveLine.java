package io.tapmesh.standalone.demo;

import io.tapmesh.standalone.load.LoadReport;
import io.tapmesh.standalone.mesh.MeshStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The line that says how the demo is doing. Not thread-safe. */
final class LiveLine {

  /** Long enough to be calm, short enough to show an incident. */
  private static final Duration WINDOW = Duration.ofSeconds(5);

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double PERCENT = 100;
  private static final double MILLIS_PER_SECOND = 1e3;

  private final Deque<Sample> samples = new ArrayDeque<>();

  private record Sample(long nanos, LoadReport report) {}

  /**
   * The line for now.
   *
   * @param nanos when the report was read, by {@link System#nanoTime}
   */
  String at(long nanos, LoadReport report, MeshStatus mesh, Instant now) {
    samples.addLast(new Sample(nanos, report));
    while (samples.size() > 2 && nanos - samples.getFirst().nanos > WINDOW.toNanos()) {
      samples.removeFirst();
    }
    Sample first = samples.getFirst();
    long requests = report.requests() - first.report.requests();
    long errors = report.errors() - first.report.errors();
    double seconds = (nanos - first.nanos) / NANOS_PER_SECOND;
    return String.format(
        Locale.ROOT,
        "req/s %.0f   errors %.1f %%   spans stored %,d   lag %,d   data %s",
        seconds > 0 ? requests / seconds : 0,
        requests > 0 ? PERCENT * errors / requests : 0,
        mesh.spansStored(),
        mesh.recordsBehind(),
        age(mesh.storedThrough(), now));
  }

  private static String age(@Nullable Instant storedThrough, Instant now) {
    if (storedThrough == null) {
      return "not yet stored";
    }
    double seconds =
        Math.max(0, Duration.between(storedThrough, now).toMillis() / MILLIS_PER_SECOND);
    return String.format(Locale.ROOT, "%.1f s old", seconds);
  }
}
