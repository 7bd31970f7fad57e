package io.tapmesh.proxy.telemetry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.tapmesh.proxy.http.HeaderId;
import io.tapmesh.proxy.http.Request;
import io.tapmesh.proxy.http.Text;
import io.tapmesh.proxy.http.TextCache;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes down the headers of requests that people may see, by an allow-list: of each the first one,
 * cut where it is long, so that what is kept is bounded. Used on one event loop only.
 */
public final class KeptHeaders {

  /** Longer values are cut. */
  public static final int MAX_CHARS = 256;

  private static final String CUT = "...";
  private static final int TEXTS = 256;

  private final String[] names;
  private final byte[][] lowerCase;
  private final HeaderId[] ids;
  private final TextCache texts = new TextCache(TEXTS);

  /** Keeps the headers of these names. */
  public KeptHeaders(List<String> allowed) {
    names = new String[allowed.size()];
    lowerCase = new byte[names.length][];
    ids = new HeaderId[names.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = allowed.get(i).toLowerCase(Locale.ROOT);
      lowerCase[i] = names[i].getBytes(ISO_8859_1);
      ids[i] = HeaderId.of(lowerCase[i], 0, lowerCase[i].length);
    }
  }

  void take(Request head, Exchange exchange) {
    if (names.length == 0) {
      return;
    }
    @Nullable Text[] kept = new Text[names.length];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = cut(find(head, exchange, i));
    }
    exchange.keptHeaders = kept;
  }

  private @Nullable Text find(Request head, Exchange exchange, int index) {
    HeaderId id = ids[index];
    return switch (id) {
      // Spans have looked for these two already, if there are spans.
      case HOST -> exchange.host == null ? head.authority(texts) : exchange.host;
      case USER_AGENT -> exchange.userAgent == null ? head.text(id, texts) : exchange.userAgent;
      case OTHER -> named(head, lowerCase[index]);
      default -> head.text(id, texts);
    };
  }

  private @Nullable Text named(Request head, byte[] name) {
    for (int i = 0; i < head.count(); i++) {
      if (head.isNamed(i, name)) {
        return head.text(i, texts);
      }
    }
    return null;
  }

  static @Nullable Text cut(@Nullable Text text) {
    return text == null || text.value().length() <= MAX_CHARS
        ? text
        : new Text(text.value().substring(0, MAX_CHARS) + CUT);
  }

  /** What was taken down of an exchange, by lower-case name. */
  Map<String, String> of(Exchange exchange) {
    @Nullable Text[] kept = exchange.keptHeaders;
    if (kept == null) {
      return Map.of();
    }
    Map<String, String> byName = new LinkedHashMap<>();
    for (int i = 0; i < kept.length; i++) {
      Text text = kept[i];
      if (text != null) {
        byName.put(names[i], text.value());
      }
    }
    return byName;
  }
}
