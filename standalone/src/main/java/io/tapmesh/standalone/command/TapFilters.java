package io.tapmesh.standalone.command;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which exchanges {@code tapmesh tap} shows: the parameters of the proxy's {@code GET /tap}. */
final class TapFilters {

  @Option(names = "--method", paramLabel = "METHOD", description = "Only this method.")
  private @Nullable String method;

  @Option(names = "--path", paramLabel = "GLOB", description = "Only these paths: /carts/*")
  private @Nullable String path;

  @Option(
      names = "--status",
      paramLabel = "S",
      description = "Only 503, 5xx, error, or 0 for those without one.")
  private @Nullable String status;

  @Option(names = "--peer", paramLabel = "NAME", description = "Only with this other side.")
  private @Nullable String peer;

  @Option(
      names = "--direction",
      paramLabel = "inbound|outbound",
      description = "Only what the application is asked, or what it asks others.")
  private @Nullable String direction;

  @Option(
      names = "--protocol",
      paramLabel = "PREFIX",
      description = "Only what begins so: http, http/1.1, grpc, tcp, tls.")
  private @Nullable String protocol;

  @Option(
      names = "--slower-than",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Such as 200ms or 2s.")
  private @Nullable Duration slowerThan;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "So many a second at most; says how many more there were (default: 100).")
  private @Nullable Integer rate;

  @Option(names = "--limit", paramLabel = "N", description = "Ends after so many.")
  private @Nullable Integer limit;

  /** How many are wanted; without a limit more than ever come. */
  long limit() {
    return limit == null ? Long.MAX_VALUE : limit;
  }

  /** As it stands behind the path of a URI: empty if nothing is asked for. */
  String query() {
    List<String> parts = new ArrayList<>();
    add(parts, "method", method);
    add(parts, "path", path);
    add(parts, "status", status);
    add(parts, "peer", peer);
    add(parts, "direction", direction);
    add(parts, "protocol", protocol);
    add(parts, "minDurationMillis", slowerThan == null ? null : slowerThan.toMillis());
    add(parts, "rate", rate);
    add(parts, "limit", limit);
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }

  private static void add(List<String> parts, String name, @Nullable Object value) {
    if (value != null) {
      parts.add(name + "=" + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
    }
  }
}
