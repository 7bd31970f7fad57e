package io.tapmesh.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLDecoder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A ClickHouse that the user has named; nothing is started or stopped for it. */
record NamedClickHouse(URI httpUri, String user, String password, String version)
    implements RunningClickHouse {

  private static final Pattern JDBC = Pattern.compile("^jdbc:(ch|clickhouse):(https?:)?");
  private static final Pattern VERSION_DOT = Pattern.compile("\\.");
  private static final int HTTP_PORT = 8123;
  private static final int HTTPS_PORT = 8443;

  static NamedClickHouse connect(String url) {
    NamedClickHouse named = parse(url);
    String version;
    try {
      version = new ClickHousePing(named.httpUri()).version(named.user(), named.password());
    } catch (ConnectException e) {
      throw unavailable(named.httpUri(), "nobody listens there", e);
    } catch (IOException e) {
      throw unavailable(named.httpUri(), String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(named.httpUri(), "interrupted", e);
    }
    requireRecent(named.httpUri(), version);
    return new NamedClickHouse(named.httpUri(), named.user(), named.password(), version);
  }

  private static void requireRecent(URI uri, String version) {
    String[] parts = VERSION_DOT.split(version, 3);
    boolean numbers =
        parts.length >= 2 && parts[0].matches("\\d{1,4}") && parts[1].matches("\\d{1,4}");
    if (!numbers || !ClickHouseBinary.recentEnough(parts[0], parts[1])) {
      throw new StartupException(
          ExitCode.UNAVAILABLE,
          "the ClickHouse at "
              + uri
              + " is of version "
              + version
              + " (expected: >= "
              + ClickHouseBinary.LEAST_MAJOR
              + "."
              + ClickHouseBinary.LEAST_MINOR
              + ")");
    }
  }

  /** {@code http://[user[:password]@]host[:port]}, as it is or as a JDBC URL. */
  static NamedClickHouse parse(String url) {
    boolean https = url.startsWith("https:") || url.matches("^jdbc:(ch|clickhouse):https:.*");
    String plain = JDBC.matcher(url).replaceFirst("").replaceFirst("^https?:", "");
    URI uri;
    try {
      uri = URI.create((https ? "https:" : "http:") + plain);
    } catch (IllegalArgumentException e) {
      throw malformed(url, e);
    }
    if (!plain.startsWith("//") || uri.getHost() == null) {
      throw malformed(url, null);
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : https ? HTTPS_PORT : HTTP_PORT;
    String[] who = (uri.getRawUserInfo() == null ? "default" : uri.getRawUserInfo()).split(":", 2);
    return new NamedClickHouse(
        URI.create(uri.getScheme() + "://" + uri.getHost() + ":" + port),
        URLDecoder.decode(who[0], UTF_8),
        who.length > 1 ? URLDecoder.decode(who[1], UTF_8) : "",
        "");
  }

  private static StartupException malformed(String url, @Nullable Throwable cause) {
    return new StartupException(
        ExitCode.USAGE,
        "--clickhouse "
            + url.replaceFirst("//[^@/]*@", "//***@")
            + " is no address (expected: http://[user:password@]host:port or jdbc:ch:http://…)",
        cause);
  }

  private static StartupException unavailable(URI uri, String why, Throwable cause) {
    return new StartupException(
        ExitCode.UNAVAILABLE, "the ClickHouse at " + uri + " does not answer: " + why, cause);
  }

  @Override
  public String description() {
    return "server " + version + " at " + httpUri;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return description();
  }

  @Override
  public void close() {
    // It is not ours.
  }
}
