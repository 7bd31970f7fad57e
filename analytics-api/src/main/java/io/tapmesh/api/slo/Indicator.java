package io.tapmesh.api.slo;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What makes a request good. */
public enum Indicator {
  /** It did not fail. */
  AVAILABILITY,
  /** It was not slower than a threshold. */
  LATENCY;

  static Indicator parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** As OpenSLO documents and the API spell it. */
  @JsonValue
  public String spelled() {
    return name().toLowerCase(Locale.ROOT);
  }
}
