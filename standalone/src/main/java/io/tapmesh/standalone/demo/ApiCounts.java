package io.tapmesh.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tapmesh.schemas.Services;
import io.tapmesh.standalone.shop.Shop;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the API what anyone could ask it: how many requests it shows from the shop's users to its
 * frontend.
 */
final class ApiCounts {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Logger log = LoggerFactory.getLogger(ApiCounts.class);

  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final URI question;
  private final EdgeCount before;

  private ApiCounts(URI question) throws InterruptedException {
    this.question = question;
    this.before = total().orElse(EdgeCount.NONE);
  }

  /** Requests of one edge of the graph and the errors among them. */
  record EdgeCount(long requests, long errors) {

    static final EdgeCount NONE = new EdgeCount(0, 0);

    EdgeCount minus(EdgeCount earlier) {
      return new EdgeCount(requests - earlier.requests, errors - earlier.errors);
    }
  }

  /**
   * Counts from now on. It asks from the full hour before, which every resolution of the API can do
   * exactly, and takes away what is there already.
   */
  static ApiCounts since(Instant now, URI api) throws InterruptedException {
    Instant from = now.truncatedTo(ChronoUnit.HOURS);
    return new ApiCounts(api.resolve("/api/v1/graph?from=" + from));
  }

  /** The count since then; empty, with the reason in the log, if the API has no answer. */
  Optional<EdgeCount> now() throws InterruptedException {
    return total().map(total -> total.minus(before));
  }

  private Optional<EdgeCount> total() throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(question).timeout(TIMEOUT).build();
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 200) {
        return Optional.of(usersEdge(json.readTree(answer.body())));
      }
      log.warn("{} answered {}: {}", question, answer.statusCode(), answer.body());
    } catch (IOException e) {
      log.warn("{} got no answer", question, e);
    }
    return Optional.empty();
  }

  private static EdgeCount usersEdge(JsonNode graph) {
    for (JsonNode edge : graph.path("edges")) {
      if (edge.path("source").asText().equals(Services.EXTERNAL)
          && edge.path("destination").asText().equals(Shop.FRONTEND)) {
        JsonNode stats = edge.path("stats");
        return new EdgeCount(stats.path("requests").asLong(), stats.path("errors").asLong());
      }
    }
    return EdgeCount.NONE;
  }
}
