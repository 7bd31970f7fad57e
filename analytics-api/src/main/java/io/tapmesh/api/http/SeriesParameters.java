package io.tapmesh.api.http;

import io.tapmesh.api.time.Resolution;
import io.tapmesh.api.time.Window;
import io.tapmesh.api.traffic.EdgeSelection;
import io.tapmesh.api.traffic.SeriesSubject;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads what a series follows and in which steps. */
final class SeriesParameters {

  private static final int MAX_POINTS = 1_500;
  private static final int USUAL_POINTS = 120;

  /** Steps that clocks and people count in; the last one suits 400 days. */
  private static final long[] USUAL_STEPS_SECONDS = {
    10, 20, 30, 60, 120, 180, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
    172_800, 345_600
  };

  private SeriesParameters() {}

  /** A window aligned to the step. */
  record Steps(Window window, long stepSeconds) {}

  static SeriesSubject subject(Parameters parameters) {
    String service = parameters.text("service");
    String source = parameters.text("source");
    String destination = parameters.text("destination");
    String route = parameters.any("route");
    String method = parameters.text("method");
    return new SeriesSubject(edges(parameters, service, source, destination), route, method);
  }

  private static EdgeSelection edges(
      Parameters parameters,
      @Nullable String service,
      @Nullable String source,
      @Nullable String destination) {
    boolean edge = parameters.has("source") || parameters.has("destination");
    if (parameters.has("service") == edge) {
      parameters.reject(
          "service", "service: expected either service, or source and destination together");
    } else if (edge && !(parameters.has("source") && parameters.has("destination"))) {
      String missing = parameters.has("source") ? "destination" : "source";
      parameters.reject(missing, missing + ": missing (expected: source and destination together)");
    }
    if (source != null && destination != null) {
      return EdgeSelection.between(source, destination);
    }
    return service == null ? EdgeSelection.all() : EdgeSelection.into(service);
  }

  static Steps steps(Parameters parameters) {
    WindowParameters.Ends ends = WindowParameters.ends(parameters);
    Instant now = parameters.now();
    Duration asked = WindowParameters.length(parameters, "step");
    long step = asked == null ? usualStep(ends, now) : asked.toSeconds();
    Resolution resolution = finest(ends.from(), now);
    if (asked != null && !valid(parameters, step, resolution, ends)) {
      step = usualStep(ends, now);
    }
    return new Steps(
        Window.aligned(ends.from(), ends.to(), now, coarsest(step, resolution), step), step);
  }

  private static boolean valid(
      Parameters parameters, long step, Resolution resolution, WindowParameters.Ends ends) {
    String text = step + "s";
    if (step < 10 || step % (step < 60 ? 10 : 60) != 0) {
      parameters.reject("step", text, "a multiple of 10s below a minute and of 1m above it");
      return false;
    }
    if (step % resolution.seconds() != 0) {
      parameters.reject(
          "step",
          text,
          "a multiple of %ds, which is what is kept of %s"
              .formatted(resolution.seconds(), ends.from()));
      return false;
    }
    if (points(ends, step) > MAX_POINTS) {
      parameters.reject(
          "step", text, "at most " + MAX_POINTS + " points; this would be " + points(ends, step));
      return false;
    }
    return true;
  }

  private static long usualStep(WindowParameters.Ends ends, Instant now) {
    long finest = finest(ends.from(), now).seconds();
    for (long step : USUAL_STEPS_SECONDS) {
      if (step % finest == 0 && points(ends, step) <= USUAL_POINTS) {
        return step;
      }
    }
    return USUAL_STEPS_SECONDS[USUAL_STEPS_SECONDS.length - 1];
  }

  private static long points(WindowParameters.Ends ends, long step) {
    return (Duration.between(ends.from(), ends.to()).toSeconds() + step - 1) / step;
  }

  /** The finest table that still has the whole window. */
  private static Resolution finest(Instant from, Instant now) {
    for (Resolution resolution : Resolution.values()) {
      if (resolution.reaches(from, now)) {
        return resolution;
      }
    }
    return Resolution.HOUR;
  }

  /** The coarsest table whose intervals make up the step: it has the fewest rows to read. */
  private static Resolution coarsest(long step, Resolution finest) {
    Resolution best = finest;
    for (Resolution resolution : Resolution.values()) {
      if (resolution.seconds() >= finest.seconds() && step % resolution.seconds() == 0) {
        best = resolution;
      }
    }
    return best;
  }
}
