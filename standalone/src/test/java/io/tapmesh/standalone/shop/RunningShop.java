package io.tapmesh.standalone.shop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

/** A shop whose services call each other directly, and a client for it. */
final class RunningShop implements AutoCloseable {

  final Shop shop;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  RunningShop(long seed) throws IOException {
    shop = Shop.open(Map.of(), seed);
    for (ServiceInfo service : Shop.map()) {
      service.calls().forEach(peer -> shop.connect(service.name(), peer, address(peer)));
    }
  }

  URI address(String service) {
    return URI.create("http://127.0.0.1:" + shop.port(service));
  }

  HttpResponse<String> get(String service, String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(address(service).resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> post(String service, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address(service).resolve(path))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    shop.close();
  }
}
