package io.tapmesh.standalone.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the API how old its data is, as every user of the API is told. */
final class Freshness {

  private static final Logger log = LoggerFactory.getLogger(Freshness.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final HttpRequest request;

  Freshness(URI api) {
    request = HttpRequest.newBuilder(api.resolve("/api/v1/health")).timeout(TIMEOUT).build();
  }

  /** Everything that was on Kafka at this moment is stored; {@code null} if the API cannot tell. */
  @Nullable Instant storedThrough() throws InterruptedException {
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode moment = json.readTree(answer.body()).at("/completeness/storedThrough");
      return moment.isTextual() ? Instant.parse(moment.asText()) : null;
    } catch (IOException e) {
      log.warn("the API does not tell how old its data is: {}", e.toString());
      return null;
    }
  }
}
