package io.tapmesh.standalone.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PassedOnHeadersTest {

  private static final String TRACEPARENT =
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  @Test
  void reachEveryServiceBelowAndNothingElseDoes() throws Exception {
    BlockingQueue<Headers> seen = new LinkedBlockingQueue<>();
    HttpServer catalog =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    catalog.createContext(
        "/",
        exchange -> {
          seen.add(exchange.getRequestHeaders());
          byte[] body = "{\"name\":\"spy\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    catalog.start();
    try (RunningShop running = new RunningShop(1)) {
      Shop.map().forEach(service -> running.shop.condition(service.name()).fail(0, 500));
      running.shop.connect(
          "recommendation",
          "catalog",
          URI.create("http://127.0.0.1:" + catalog.getAddress().getPort()));

      // Two services deep: frontend, recommendation, and then the spy.
      running.get(
          "frontend",
          "/",
          "traceparent",
          TRACEPARENT,
          "tracestate",
          "tapmesh=frontend",
          "tracestate",
          "vendor=1",
          "b3",
          "0af7651916cd43dd-b7ad6b7169203331-1",
          "X-B3-Sampled",
          "1",
          "x-request-id",
          "r-1",
          "x-secret",
          "stays");

      Headers headers = seen.poll(60, TimeUnit.SECONDS);
      assertThat(headers).isNotNull();
      assertThat(headers.get("traceparent")).isEqualTo(List.of(TRACEPARENT));
      assertThat(String.join(",", headers.get("tracestate")))
          .isEqualTo("tapmesh=frontend,vendor=1");
      assertThat(headers.getFirst("b3")).isEqualTo("0af7651916cd43dd-b7ad6b7169203331-1");
      assertThat(headers.getFirst("X-B3-Sampled")).isEqualTo("1");
      assertThat(headers.getFirst("x-request-id")).isEqualTo("r-1");
      assertThat(headers).doesNotContainKeys("X-secret", "Cookie");
    } finally {
      catalog.stop(0);
    }
  }
}
