package io.tapmesh.api.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads an {@code Accept} header (RFC 9110, section 12.5.1). */
final class Accept {

  private Accept() {}

  /** How much the client wants this type: 0 (not at all) to 1; without a header 1. */
  static double quality(@Nullable String header, String mediaType) {
    if (header == null || header.isBlank()) {
      return 1;
    }
    String group = mediaType.substring(0, mediaType.indexOf('/')) + "/*";
    int bestMatch = 0;
    double quality = 0;
    for (String range : header.split(",", -1)) {
      String[] parts = range.split(";", -1);
      String type = parts[0].strip().toLowerCase(Locale.ROOT);
      int match = type.equals(mediaType) ? 3 : type.equals(group) ? 2 : type.equals("*/*") ? 1 : 0;
      if (match > bestMatch) {
        bestMatch = match;
        quality = quality(parts);
      }
    }
    return quality;
  }

  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
      if (parameter.startsWith("q=")) {
        try {
          return Double.parseDouble(parameter.substring(2));
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }
}
