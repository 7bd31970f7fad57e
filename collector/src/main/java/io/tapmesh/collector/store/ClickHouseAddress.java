package io.tapmesh.collector.store;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where ClickHouse is.
 *
 * @param url {@code http://HOST:PORT} or {@code https://HOST:PORT}
 * @param database made if it is not there
 */
public record ClickHouseAddress(URI url, String database) {

  private static final String EXPECTED =
      " (expected: http://HOST:PORT, https://HOST:PORT or jdbc:clickhouse://HOST:PORT)";
  private static final int HTTP_PORT = 8123;
  private static final int HTTPS_PORT = 8443;
  private static final Pattern JDBC =
      Pattern.compile("jdbc:(?:ch|clickhouse):(?:(https?):)?(//.*)");
  private static final Pattern DATABASE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  public ClickHouseAddress {
    requireNonNull(url, "url");
    if (!DATABASE.matcher(database).matches()) {
      throw new IllegalArgumentException(
          "database: \"" + database + "\" (expected: letters, digits and '_')");
    }
  }

  /**
   * Reads {@code http(s)://HOST[:PORT]} or {@code
   * jdbc:clickhouse:[http(s):]//HOST[:PORT][/DATABASE]}.
   *
   * @param database used where the URL names none
   * @throws IllegalArgumentException if it is neither
   */
  public static ClickHouseAddress parse(String text, String database) {
    URI url = url(text);
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (url.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw new IllegalArgumentException("ClickHouse url: \"" + text + "\"" + EXPECTED);
    }
    if ("ssl=true".equals(url.getQuery())) {
      scheme = "https";
    }
    int port = url.getPort();
    if (port < 0) {
      port = scheme.equals("https") ? HTTPS_PORT : HTTP_PORT;
    }
    String path = url.getPath() == null ? "" : url.getPath().replaceFirst("^/", "");
    return new ClickHouseAddress(
        URI.create(scheme + "://" + url.getHost() + ":" + port), path.isEmpty() ? database : path);
  }

  private static URI url(String text) {
    Matcher jdbc = JDBC.matcher(text);
    String scheme = jdbc.matches() && jdbc.group(1) != null ? jdbc.group(1) : "http";
    URI url;
    try {
      url = new URI(jdbc.matches() ? scheme + ":" + jdbc.group(2) : text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("ClickHouse url: \"" + text + "\"" + EXPECTED, e);
    }
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "ClickHouse url: has a user in it (expected: user and password as settings)");
    }
    return url;
  }
}
