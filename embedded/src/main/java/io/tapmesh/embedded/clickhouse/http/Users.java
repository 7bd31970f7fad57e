package io.tapmesh.embedded.clickhouse.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.tapmesh.embedded.clickhouse.engine.EngineException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks who asks, by the three ways that ClickHouse knows: headers, Basic, or the URL. */
final class Users {

  private static final String DEFAULT_USER = "default";

  private final Map<String, String> passwords;

  Users(Map<String, String> passwords) {
    this.passwords = Map.copyOf(passwords);
  }

  private record Credentials(String user, String password) {}

  /**
   * Returns the user's name.
   *
   * @throws EngineException with AUTHENTICATION_FAILED
   */
  String authenticate(HttpHeaders headers, Map<String, List<String>> query) {
    Credentials given = credentials(headers, query);
    @Nullable String expected = passwords.get(given.user());
    boolean same =
        MessageDigest.isEqual(
            (expected == null ? "" : expected).getBytes(UTF_8), given.password().getBytes(UTF_8));
    if (expected == null || !same) {
      throw failed(
          given.user()
              + ": Authentication failed: password is incorrect, or there is no user with such"
              + " name.");
    }
    return given.user();
  }

  private static Credentials credentials(HttpHeaders headers, Map<String, List<String>> query) {
    boolean inHeaders =
        headers.contains("X-ClickHouse-User") || headers.contains("X-ClickHouse-Key");
    String basic = headers.get(HttpHeaderNames.AUTHORIZATION, "");
    boolean inUrl = query.containsKey("user") || query.containsKey("password");
    if ((inHeaders ? 1 : 0) + (basic.isEmpty() ? 0 : 1) + (inUrl ? 1 : 0) > 1) {
      throw failed(
          "Invalid authentication: it is not allowed to use X-ClickHouse HTTP headers, the"
              + " Authorization HTTP header and authentication via parameters simultaneously");
    }
    if (inHeaders) {
      return new Credentials(
          headers.get("X-ClickHouse-User", DEFAULT_USER), headers.get("X-ClickHouse-Key", ""));
    }
    if (!basic.isEmpty()) {
      return basic(basic);
    }
    return new Credentials(
        QueryRequest.text(query, "user", DEFAULT_USER), QueryRequest.text(query, "password", ""));
  }

  private static Credentials basic(String header) {
    String[] parts = header.split(" ", 2);
    if (parts.length != 2 || !parts[0].equalsIgnoreCase("Basic")) {
      throw failed(
          "Invalid authentication: '" + parts[0] + "' HTTP Authorization scheme is not supported");
    }
    String decoded;
    try {
      decoded = new String(Base64.getDecoder().decode(parts[1].strip()), UTF_8);
    } catch (IllegalArgumentException e) {
      throw failed("Invalid authentication: the Authorization HTTP header is not Base64");
    }
    int colon = decoded.indexOf(':');
    String user = colon < 0 ? decoded : decoded.substring(0, colon);
    String password = colon < 0 ? "" : decoded.substring(colon + 1);
    return new Credentials(user.isEmpty() ? DEFAULT_USER : user, password);
  }

  private static EngineException failed(String why) {
    return EngineException.of(ErrorStatus.AUTHENTICATION_FAILED, "AUTHENTICATION_FAILED", why);
  }
}
