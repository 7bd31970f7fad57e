package io.tapmesh.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks a ClickHouse whether it is there, over plain HTTP. */
final class ClickHousePing {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final URI server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  ClickHousePing(URI server) {
    this.server = server;
  }

  /** Whether it says that it is ready. */
  boolean isUp() throws InterruptedException {
    try {
      HttpResponse<String> response = client.send(get("/ping").build(), BodyHandlers.ofString());
      return response.statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Its version.
   *
   * @throws IOException if it does not answer, or refuses; the message says why
   */
  String version(String user, String password) throws IOException, InterruptedException {
    String query = URLEncoder.encode("SELECT version()", UTF_8);
    HttpRequest request =
        get("/?query=" + query)
            .header("X-ClickHouse-User", user)
            .header("X-ClickHouse-Key", password)
            .build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      String firstLine = response.body().lines().findFirst().orElse("");
      throw new IOException("status " + response.statusCode() + ": " + firstLine);
    }
    return response.body().strip();
  }

  private HttpRequest.Builder get(String path) {
    return HttpRequest.newBuilder(server.resolve(path)).timeout(TIMEOUT).GET();
  }
}
