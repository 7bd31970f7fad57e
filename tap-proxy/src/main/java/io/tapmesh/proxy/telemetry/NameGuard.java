package io.tapmesh.proxy.telemetry;

import io.tapmesh.schemas.Services;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Bounds how many different names strangers can make us keep: names beyond the limit become {@link
 * Services#OTHER}, and each use of one is counted. Thread-safe.
 */
public final class NameGuard {

  private final int limit;
  private final Set<String> names = ConcurrentHashMap.newKeySet();
  private final LongAdder folded = new LongAdder();

  public NameGuard(int limit) {
    this.limit = limit;
  }

  /** The name itself, or {@link Services#OTHER}. */
  public String admit(String name) {
    if (names.contains(name)) {
      return name;
    }
    synchronized (names) {
      if (names.size() < limit) {
        names.add(name);
        return name;
      }
    }
    folded.increment();
    return Services.OTHER;
  }

  /** How often a name was replaced. */
  public long folded() {
    return folded.sum();
  }
}
