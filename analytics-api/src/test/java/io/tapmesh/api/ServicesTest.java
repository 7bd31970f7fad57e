package io.tapmesh.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.api.fixture.ApiClient;
import io.tapmesh.api.fixture.Call;
import io.tapmesh.api.fixture.Calls;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServicesTest extends ApiTest {

  @Test
  void listsWhatEachServiceReceivedAndSent() {
    List<Call> in = Calls.random("external", "front", 40);
    List<Call> out = Calls.random("front", "cart", 60);
    database.calls("server", now, in);
    database.calls("client", now, out);

    JsonNode services = client.get("/api/v1/services?window=5m").path("services");

    assertThat(services)
        .extracting(s -> s.path("name").asText())
        .containsExactly("cart", "external", "front");
    Calls.assertStats(services.at("/2/inbound"), in);
    Calls.assertStats(services.at("/2/outbound"), out);
    assertThat(services.at("/0/outbound/requests").asLong()).isZero();
  }

  @Test
  void addsUpToTheGraph() {
    for (String destination : List.of("cart", "catalog", "payment")) {
      database.calls("client", now, Calls.random("front", destination, destination.length() * 10));
    }
    database.calls("server", now, Calls.random("external", "front", 33));
    JsonNode graph = client.get("/api/v1/graph?window=5m");
    JsonNode services = client.get("/api/v1/services?window=5m");
    long edges = Calls.sum(graph.path("edges"), "/stats/requests");
    assertThat(edges).isEqualTo(40 + 70 + 70 + 33);
    assertThat(Calls.sum(graph.path("nodes"), "/stats/requests")).isEqualTo(edges);
    assertThat(Calls.sum(services.path("services"), "/inbound/requests")).isEqualTo(edges);
    assertThat(Calls.sum(services.path("services"), "/outbound/requests")).isEqualTo(edges);
  }

  @Test
  void showsRoutesCallersAndDependenciesOfOne() {
    Call get = Call.of("front", "cart", 0.010);
    Call post = get.withRoute("POST", "/carts");
    database.calls(
        "client",
        now,
        List.of(
            get, get, get.withStatus(503), post, post.withStatus(404), post.withError("reset")));
    database.calls("client", now, Calls.random("cart", "stock", 9));
    database.calls("client", now, Calls.random("front", "catalog", 9));

    JsonNode detail = client.get("/api/v1/services/cart?window=5m");

    assertThat(detail.at("/service/inbound/requests").asLong()).isEqualTo(6);
    assertThat(detail.at("/service/outbound/requests").asLong()).isEqualTo(9);
    assertThat(detail.path("callers")).hasSize(1);
    assertThat(detail.path("dependencies")).hasSize(1);
    assertThat(detail.at("/dependencies/0/destination").asText()).isEqualTo("stock");
    assertThat(detail.path("routes"))
        .extracting(r -> r.path("method").asText() + " " + r.path("route").asText())
        .containsExactly("POST /carts", "GET /items/{id}");
    JsonNode posts = detail.at("/routes/0");
    assertThat(posts.at("/stats/errors").asLong()).isEqualTo(1);
    assertThat(posts.path("statuses"))
        .extracting(s -> s.path("status") + " " + s.path("errorType").asText())
        .containsExactly("0 reset", "200 ", "404 ");
    assertThat(Calls.sum(detail.path("routes"), "/stats/requests"))
        .isEqualTo(detail.at("/service/inbound/requests").asLong());
  }

  @Test
  void findsServicesWhateverTheirName() {
    for (String name :
        List.of(
            "{other}", "ns/cart", "it's", "a\"b", "x%y", "back\\slash", "naïve 店", "a;b", "..")) {
      database.calls("client", now, List.of(Call.of("front", name, 0.001)));
      JsonNode detail = client.get("/api/v1/services/" + ApiClient.escaped(name) + "?window=1m");
      assertThat(detail.at("/service/name").asText()).isEqualTo(name);
      assertThat(detail.at("/service/inbound/requests").asLong()).isEqualTo(1);
    }
    assertThat(client.get("/api/v1/services/%7Bother%7D?window=1m").at("/service/kind").asText())
        .isEqualTo("other");
  }

  @Test
  void saysThatAServiceWasNotSeen() {
    ApiClient.Answer answer = client.ask("/api/v1/services/nobody?window=5m");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.json().path("detail").asText()).contains("\"nobody\"").contains("not seen");
  }
}
