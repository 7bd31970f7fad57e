package io.tapmesh.proxy.hop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.tapmesh.proxy.http.Fields;
import io.tapmesh.proxy.http.HeaderId;

/** Fields whose value is a list, which may be spread over several lines (RFC 9110, 5.3). */
final class FieldLists {

  private FieldLists() {}

  /**
   * The list with one more member, on one line: there are readers that only look at the first line,
   * and others that only look at the last.
   */
  static byte[] append(Fields head, HeaderId id, byte[] member) {
    if (!head.has(id)) {
      return member;
    }
    StringBuilder list = joined(head, id);
    return (list.isEmpty() ? list : list.append(", "))
        .append(new String(member, ISO_8859_1))
        .toString()
        .getBytes(ISO_8859_1);
  }

  /** Whether the list ends within a quoted string, which would swallow what comes behind it. */
  static boolean endsWithinQuotes(Fields head, HeaderId id) {
    boolean quoted = false;
    if (head.has(id)) {
      StringBuilder list = joined(head, id);
      for (int i = 0; i < list.length(); i++) {
        char c = list.charAt(i);
        if (c == '"') {
          quoted = !quoted;
        } else if (c == '\\' && quoted) {
          i++;
        }
      }
    }
    return quoted;
  }

  private static StringBuilder joined(Fields head, HeaderId id) {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < head.count(); i++) {
      if (head.id(i) == id) {
        String value = head.value(i);
        if (!value.isEmpty()) {
          list.append(list.isEmpty() ? "" : ", ").append(value);
        }
      }
    }
    return list;
  }
}
