package io.tapmesh.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tapmesh.proxy.ReloadResult.Outcome;
import io.tapmesh.proxy.telemetry.PrometheusText;
import io.tapmesh.schemas.StartupException;
import io.tapmesh.schemas.config.ConfigError;
import io.tapmesh.schemas.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration in force, and how another one takes its place: as a whole, or not at all.
 * Thread-safe; one reload at a time.
 */
final class Reloads {

  private static final Logger log = LoggerFactory.getLogger(Reloads.class);

  private final @Nullable Path file;
  private final Consumer<ProxyConfig> apply;
  private final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
  private volatile ProxyConfig inForce;
  private volatile Instant since = Instant.now();
  private volatile @Nullable ReloadResult last;

  /** What the file held when it was last taken, and when {@link #look} was last called. */
  private @Nullable String taken;

  private @Nullable String seen;

  /**
   * Begins with a configuration that is in force.
   *
   * @param file where it came from; null if nowhere
   * @param apply puts another one in force, or throws {@link StartupException} and changes nothing
   */
  Reloads(@Nullable Path file, ProxyConfig first, Consumer<ProxyConfig> apply) {
    this.file = file;
    this.apply = apply;
    inForce = first;
    taken = first.document().text();
  }

  ProxyConfig inForce() {
    return inForce;
  }

  Instant since() {
    return since;
  }

  @Nullable Path file() {
    return file;
  }

  /** The last reload; null if there was none. */
  @Nullable ReloadResult last() {
    return last;
  }

  /**
   * Looks whether the file has changed; to be called now and then. A change counts when two looks
   * have seen the same: whoever writes a file does not do it at once.
   */
  synchronized void look() {
    String text = text();
    boolean settled = text != null && text.equals(seen) && !text.equals(taken);
    seen = text;
    if (settled) {
      reload();
    }
  }

  private @Nullable String text() {
    try {
      return file == null ? null : Files.readString(file, UTF_8);
    } catch (IOException e) {
      // It may be in the middle of being replaced. Who asks for a reload is told.
      return null;
    }
  }

  /** Reads the file and puts it in force, if that can be done. */
  synchronized ReloadResult reload() {
    if (file == null) {
      throw new IllegalStateException("this proxy was not started from a file");
    }
    ProxyConfig next;
    try {
      next = ProxyConfigReader.load(file, inForce.service().instance());
    } catch (ConfigException e) {
      taken = text();
      return finish(Outcome.INVALID, e.lines());
    } catch (StartupException e) {
      return finish(Outcome.UNREADABLE, List.of(String.valueOf(e.getMessage())));
    }
    taken = next.document().text();
    return replace(next);
  }

  /** Puts a configuration in force, if that can be done. */
  synchronized ReloadResult replace(ProxyConfig next) {
    if (next.revision().equals(inForce.revision())) {
      return finish(Outcome.UNCHANGED, List.of());
    }
    List<ConfigError> refused = LiveFields.refused(inForce.document(), next.document());
    if (!refused.isEmpty()) {
      return finish(Outcome.RESTART_NEEDED, refused.stream().map(ConfigError::toString).toList());
    }
    try {
      apply.accept(next);
    } catch (StartupException e) {
      return finish(Outcome.FAILED, List.of(String.valueOf(e.getMessage())));
    }
    inForce = next;
    since = Instant.now();
    return finish(Outcome.APPLIED, List.of());
  }

  private ReloadResult finish(Outcome outcome, List<String> errors) {
    ReloadResult result = new ReloadResult(outcome, Instant.now(), inForce.revision(), errors);
    String name = inForce.service().name();
    counts.merge(outcome, 1L, Long::sum);
    last = result;
    if (result.isGood()) {
      log.info("{}: configuration {}: revision {}", name, outcome.label(), inForce.revision());
    } else {
      log.error(
          "{}: the new configuration is {}; revision {} stays in force:\n  {}",
          name,
          outcome.label(),
          inForce.revision(),
          String.join("\n  ", errors));
    }
    return result;
  }

  synchronized void write(PrometheusText text) {
    String name = "tapmesh_proxy_config_reload_total";
    text.describe(name, "Reloads of the configuration, by their result.", "counter");
    for (Outcome outcome : Outcome.values()) {
      String label = PrometheusText.label("result", outcome.label());
      text.sample(name, label, counts.getOrDefault(outcome, 0L));
    }
    ReloadResult latest = last;
    text.gauge(
        "tapmesh_proxy_config_current",
        "1 if the last reload left what the file says in force, or there was none.",
        latest == null || latest.isGood() ? 1 : 0);
    text.gauge(
        "tapmesh_proxy_config_since_seconds",
        "Unix time from which this revision is in force.",
        since.getEpochSecond());
  }
}
