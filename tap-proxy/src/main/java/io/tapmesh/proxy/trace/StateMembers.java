package io.tapmesh.proxy.trace;

import io.tapmesh.schemas.Services;
import org.jspecify.annotations.Nullable;

/**
 * The list in {@code tracestate}, taken apart into our member and everybody else's.
 *
 * @param others the other members as they came, joined by commas; OpenTelemetry's among them
 * @param caller what our member says, decoded; null if it is absent or not valid
 * @param sampling what OpenTelemetry's member says
 */
public record StateMembers(String others, @Nullable String caller, SamplingState sampling) {

  /** An empty list. */
  public static final StateMembers NONE = new StateMembers("", null, SamplingState.NONE);

  private static final String OURS = Services.TRACESTATE_KEY + "=";
  private static final String OPEN_TELEMETRY = SamplingState.KEY + "=";

  /** W3C, 3.3.1.1: no more than 32 members. With ours in front, 31 of theirs remain. */
  private static final int MAX_OTHERS = 31;

  /** Reads all {@code tracestate} headers, joined by commas. */
  public static StateMembers parse(String list) {
    if (list.isEmpty()) {
      return NONE;
    }
    StringBuilder others = new StringBuilder(list.length());
    String caller = null;
    SamplingState sampling = null;
    int kept = 0;
    for (String part : list.split(",", -1)) {
      String member = part.strip();
      if (member.startsWith(OURS)) {
        caller = caller == null ? ServiceNameCodec.decode(member.substring(OURS.length())) : caller;
      } else if (!member.isEmpty() && kept < MAX_OTHERS) {
        if (member.startsWith(OPEN_TELEMETRY) && sampling == null) {
          sampling = SamplingState.parse(member.substring(OPEN_TELEMETRY.length()));
        }
        others.append(others.isEmpty() ? "" : ",").append(member);
        kept++;
      }
    }
    return new StateMembers(
        others.toString(), caller, sampling == null ? SamplingState.NONE : sampling);
  }

  /** The other members with another one in place of OpenTelemetry's. */
  String othersWith(SamplingState changed) {
    StringBuilder list = new StringBuilder();
    String member = changed.member();
    int kept = 0;
    if (member != null) {
      // What has changed goes to the front (W3C, 3.5).
      list.append(member);
      kept++;
    }
    for (String other : others.split(",", -1)) {
      if (!other.isEmpty() && !other.startsWith(OPEN_TELEMETRY) && kept < MAX_OTHERS) {
        list.append(list.isEmpty() ? "" : ",").append(other);
        kept++;
      }
    }
    return list.toString();
  }
}
