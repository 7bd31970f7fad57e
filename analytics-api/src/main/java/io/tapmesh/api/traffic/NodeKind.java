package io.tapmesh.api.traffic;

import com.fasterxml.jackson.annotation.JsonValue;
import io.tapmesh.schemas.Services;
import java.util.Locale;

/** What a name in the graph stands for. */
public enum NodeKind {
  SERVICE,
  /** Whoever has no proxy of ours: callers from outside, and callees whose name is not known. */
  EXTERNAL,
  /** The names that the cardinality guard folded. */
  OTHER;

  /** What the rollups call a callee without a name. */
  private static final String UNKNOWN = "unknown";

  static NodeKind of(String name) {
    return switch (name) {
      case Services.EXTERNAL, UNKNOWN -> EXTERNAL;
      case Services.OTHER -> OTHER;
      default -> SERVICE;
    };
  }

  /** As the API spells it. */
  @JsonValue
  public String spelled() {
    return name().toLowerCase(Locale.ROOT);
  }
}
