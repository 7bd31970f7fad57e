package io.tapmesh.api.http;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Guesses which name somebody meant. */
final class ClosestName {

  private static final int MIN_PREFIX = 3;

  private ClosestName() {}

  /** The known name that it begins, or else one that is at most half of it away, or null. */
  static @Nullable String of(String name, Collection<String> known) {
    String lowerCase = name.toLowerCase(Locale.ROOT);
    String best = null;
    int bestDistance = Math.max(1, name.length() / 2) + 1;
    for (String candidate : known) {
      String other = candidate.toLowerCase(Locale.ROOT);
      if (name.length() >= MIN_PREFIX && other.startsWith(lowerCase)) {
        return candidate;
      }
      int distance = distance(lowerCase, other);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best;
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
