package io.tapmesh.collector.metrics;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** What is wrong right now, by the part that noticed. Thread-safe. */
public final class Health {

  private final Map<String, String> problems = new ConcurrentHashMap<>();
  private final Map<String, String> fatal = new ConcurrentHashMap<>();

  /**
   * Something is wrong that may pass.
   *
   * @param part who noticed; a part has one problem at a time
   * @return whether it is another problem than the part had before
   */
  public boolean problem(String part, String sentence) {
    return !sentence.equals(problems.put(part, sentence));
  }

  /** The problem is over. */
  public void resolved(String part) {
    problems.remove(part);
  }

  /** A part has stopped working for good; only a restart helps. */
  public void fatal(String part, String sentence) {
    fatal.put(part, sentence);
  }

  /** Whether telemetry is being stored: no problems at all. */
  public boolean ready() {
    return problems.isEmpty() && fatal.isEmpty();
  }

  /** Whether a restart would not help. */
  public boolean live() {
    return fatal.isEmpty();
  }

  /** One line for each problem. */
  public List<String> lines() {
    Map<String, String> all = new TreeMap<>(problems);
    all.putAll(fatal);
    return all.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList();
  }
}
