package io.tapmesh.api.store;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where ClickHouse is, as people write it: {@code http://HOST:PORT}, or the URL that
 * clickhouse-jdbc takes.
 *
 * @param http the address of the HTTP interface
 * @param database null if the text names none
 */
public record ClickHouseUrl(URI http, @Nullable String database) {

  private static final int HTTP_PORT = 8123;
  private static final int HTTPS_PORT = 8443;
  private static final Pattern FORM =
      Pattern.compile(
          "(?:jdbc:(?:ch|clickhouse):)?(?:(https?):)?//(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)"
              + "(?::([0-9]{1,5}))?(?:/([A-Za-z_][A-Za-z0-9_]*)?)?");

  /** Reads the text; empty if it is no such URL. */
  public static Optional<ClickHouseUrl> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    boolean jdbc = text.startsWith("jdbc:");
    if (!matcher.matches() || (!jdbc && matcher.group(1) == null)) {
      return Optional.empty();
    }
    String scheme = matcher.group(1) == null ? "http" : matcher.group(1);
    int port =
        matcher.group(3) != null
            ? Integer.parseInt(matcher.group(3))
            : scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
    URI http = URI.create(scheme + "://" + matcher.group(2) + ":" + port);
    return Optional.of(new ClickHouseUrl(http, matcher.group(4)));
  }
}
