package io.tapmesh.embedded.clickhouse.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a request's URL and headers ask for, before its body is looked at.
 *
 * @param settings ClickHouse settings for this statement
 * @param parameters values of <code>{name:Type}</code>
 * @param readOnly a GET must not change anything
 */
record QueryRequest(
    String query,
    String queryId,
    @Nullable String database,
    String defaultFormat,
    Map<String, String> settings,
    Map<String, String> parameters,
    List<String> roles,
    boolean readOnly,
    boolean compress,
    boolean decompress,
    boolean waitEndOfQuery,
    @Nullable String contentEncoding,
    @Nullable String acceptEncoding,
    @Nullable SessionWish session) {

  /**
   * @param mustExist whether it is an error if the session is not there yet
   */
  record SessionWish(String id, int timeoutSeconds, boolean mustExist) {}

  private static final int MAX_PARAMETERS = 10_000;
  private static final String PARAMETER_PREFIX = "param_";

  /** Of the interface itself; everything else in a URL is a setting. */
  private static final Set<String> RESERVED =
      Set.of(
          "query",
          "query_id",
          "database",
          "default_format",
          "user",
          "password",
          "quota_key",
          "role",
          "compress",
          "decompress",
          "buffer_size",
          "wait_end_of_query",
          "session_id",
          "session_timeout",
          "session_check",
          "close_session",
          "stacktrace",
          "client_protocol_version");

  static QueryStringDecoder decoder(String uri) {
    return new QueryStringDecoder(uri, UTF_8, true, MAX_PARAMETERS, true);
  }

  static QueryRequest of(HttpRequest request, QueryStringDecoder url) {
    Map<String, List<String>> query = url.parameters();
    HttpHeaders headers = request.headers();
    Map<String, String> settings = new LinkedHashMap<>();
    Map<String, String> parameters = new LinkedHashMap<>();
    query.forEach(
        (name, values) -> {
          String value = values.get(values.size() - 1);
          if (name.startsWith(PARAMETER_PREFIX)) {
            parameters.put(name.substring(PARAMETER_PREFIX.length()), value);
          } else if (!RESERVED.contains(name) && !name.isEmpty()) {
            settings.put(name, value);
          }
        });
    return new QueryRequest(
        text(query, "query", ""),
        text(query, "query_id", UUID.randomUUID().toString()),
        emptyToNull(text(query, "database", headers.get("X-ClickHouse-Database", ""))),
        text(query, "default_format", headers.get("X-ClickHouse-Format", OutputFormat.DEFAULT)),
        settings,
        parameters,
        query.getOrDefault("role", List.of()),
        request.method().equals(HttpMethod.GET),
        flag(query, "compress"),
        flag(query, "decompress"),
        flag(query, "wait_end_of_query"),
        headers.get(HttpHeaderNames.CONTENT_ENCODING),
        headers.get(HttpHeaderNames.ACCEPT_ENCODING),
        session(query));
  }

  private static @Nullable SessionWish session(Map<String, List<String>> query) {
    String id = text(query, "session_id", "");
    if (id.isEmpty()) {
      return null;
    }
    return new SessionWish(
        id,
        Sessions.timeoutSeconds(text(query, "session_timeout", "")),
        flag(query, "session_check"));
  }

  static String text(Map<String, List<String>> query, String name, String otherwise) {
    List<String> values = query.getOrDefault(name, List.of());
    return values.isEmpty() || values.get(0).isEmpty() ? otherwise : values.get(0);
  }

  private static boolean flag(Map<String, List<String>> query, String name) {
    String value = text(query, name, "0");
    return value.equals("1") || value.equalsIgnoreCase("true");
  }

  private static @Nullable String emptyToNull(String value) {
    return value.isEmpty() ? null : value;
  }

  /** Whether the client wants the response in a content coding. */
  boolean httpCompression() {
    String value = settings.getOrDefault("enable_http_compression", "0");
    return value.equals("1") || value.equalsIgnoreCase("true");
  }
}
