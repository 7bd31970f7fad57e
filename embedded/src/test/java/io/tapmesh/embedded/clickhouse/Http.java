package io.tapmesh.embedded.clickhouse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.stream.Collectors;

/** Plain HTTP requests with ClickHouse's parameters. */
final class Http {

  private final URI server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Http(URI server) {
    this.server = server;
  }

  /** The text of a statement's result; anything but success is an error of the test. */
  String text(String sql) throws IOException, InterruptedException {
    HttpResponse<String> response = post(Map.of(), sql);
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + ": " + response.body());
    }
    return response.body();
  }

  HttpResponse<String> post(Map<String, String> parameters, String body)
      throws IOException, InterruptedException {
    return client.send(
        request(parameters).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> post(Map<String, String> parameters, BodyPublisher body)
      throws IOException, InterruptedException {
    return client.send(request(parameters).POST(body).build(), BodyHandlers.ofString());
  }

  HttpResponse<byte[]> bytes(Map<String, String> parameters, String body)
      throws IOException, InterruptedException {
    return client.send(
        request(parameters).POST(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofByteArray());
  }

  HttpResponse<InputStream> stream(Map<String, String> parameters, String body)
      throws IOException, InterruptedException {
    return client.send(
        request(parameters).POST(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofInputStream());
  }

  HttpRequest.Builder request(Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .map(p -> p.getKey() + "=" + URLEncoder.encode(p.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
    return HttpRequest.newBuilder(server.resolve("/?" + query));
  }

  HttpClient client() {
    return client;
  }
}
