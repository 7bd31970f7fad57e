package io.tapmesh.api.health;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import io.tapmesh.api.ingest.Completeness;
import java.util.List;
import java.util.Locale;

/** Whether the parts behind the API work, and how fresh the data is. */
public record HealthReport(
    Status status, String version, Completeness completeness, List<Part> parts) {

  /** In one word. */
  public enum Status {
    OK,
    FAILING;

    static Status of(boolean ok) {
      return ok ? OK : FAILING;
    }

    /** As the API spells it. */
    @JsonValue
    public String spelled() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Something that the API needs. */
  public record Part(String name, Status status, String detail) {}

  /** Whether all parts work. */
  @JsonIgnore
  public boolean ok() {
    return status == Status.OK;
  }
}
