package io.tapmesh.proxy.trace;

import io.tapmesh.proxy.http.Fields;
import io.tapmesh.proxy.http.HeaderId;
import io.tapmesh.schemas.Services;
import org.jspecify.annotations.Nullable;

/**
 * The list in {@code tracestate}, taken apart into our member and everybody else's.
 *
 * @param others the other members as they came, joined by commas
 * @param caller what our member says, decoded; null if it is absent or not valid
 */
record StateMembers(String others, @Nullable String caller) {

  private static final String KEY = Services.TRACESTATE_KEY + "=";

  /** W3C, 3.3.1.1: no more than 32 members. With ours in front, 31 of theirs remain. */
  private static final int MAX_OTHERS = 31;

  /** Reads all {@code tracestate} headers as one list. */
  static StateMembers read(Fields head) {
    String only = head.value(HeaderId.TRACESTATE);
    if (only == null) {
      return new StateMembers("", null);
    }
    if (head.count(HeaderId.TRACESTATE) == 1) {
      return parse(only);
    }
    StringBuilder joined = new StringBuilder(128);
    for (int i = 0; i < head.count(); i++) {
      if (head.id(i) == HeaderId.TRACESTATE) {
        joined.append(joined.isEmpty() ? "" : ",").append(head.value(i));
      }
    }
    return parse(joined.toString());
  }

  static StateMembers parse(String list) {
    if (list.startsWith(KEY) && list.indexOf(',') < 0) {
      // By far the most frequent case: nobody but us.
      return new StateMembers("", ServiceNameCodec.decode(list.substring(KEY.length())));
    }
    StringBuilder others = new StringBuilder(list.length());
    String caller = null;
    int kept = 0;
    for (String part : list.split(",", -1)) {
      String member = part.strip();
      if (member.startsWith(KEY)) {
        caller = caller == null ? ServiceNameCodec.decode(member.substring(KEY.length())) : caller;
      } else if (!member.isEmpty() && kept < MAX_OTHERS) {
        others.append(others.isEmpty() ? "" : ",").append(member);
        kept++;
      }
    }
    return new StateMembers(others.toString(), caller);
  }
}
