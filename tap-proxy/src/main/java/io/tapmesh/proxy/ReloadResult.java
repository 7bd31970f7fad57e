package io.tapmesh.proxy;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What a look at the configuration came to.
 *
 * @param revision the one in force afterwards
 * @param errors why the configuration that was found is not in force; empty if it is
 */
public record ReloadResult(Outcome outcome, Instant at, String revision, List<String> errors) {

  /** Copies the list. */
  public ReloadResult {
    errors = List.copyOf(errors);
  }

  /** How it went. */
  public enum Outcome {
    /** A new configuration is in force. */
    APPLIED,
    /** The file says what is in force already. */
    UNCHANGED,
    /** The file cannot be read. */
    UNREADABLE,
    /** It does not validate. */
    INVALID,
    /** It changes what cannot change while the proxy runs. */
    RESTART_NEEDED,
    /** It is valid, but the machine does not allow it: a port is taken. */
    FAILED;

    /** The value of the metric's label {@code result}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether the file and what is in force agree. */
  public boolean isGood() {
    return outcome == Outcome.APPLIED || outcome == Outcome.UNCHANGED;
  }
}
