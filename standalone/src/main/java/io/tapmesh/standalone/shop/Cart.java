package io.tapmesh.standalone.shop;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What each user has put aside; forgets the carts that were not touched for longest. */
final class Cart implements Service {

  private static final int MAX_CARTS = 5_000;
  private static final int MAX_LINES = 50;

  private final Map<String, Map<String, Integer>> carts =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<String, Integer>> eldest) {
          return size() > MAX_CARTS;
        }
      };

  @Override
  public String name() {
    return "cart";
  }

  @Override
  public double usualErrorShare() {
    return 0.0003;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/carts/{userId}", 3, request -> completedFuture(show(request))),
        new Route("POST", "/carts/{userId}/items", 5, request -> completedFuture(add(request))),
        new Route("DELETE", "/carts/{userId}", 3, request -> completedFuture(clear(request))));
  }

  private Reply show(Request request) {
    return Reply.json(200, toJson(lines(request.path("userId"))));
  }

  private Reply add(Request request) {
    JsonNode item = Reply.parse(request.body());
    String product = item.path("product").asText();
    int quantity = item.path("quantity").asInt();
    if (product.isEmpty() || quantity < 1) {
      throw new BadRequest("product and quantity are needed, got " + item);
    }
    String userId = request.path("userId");
    synchronized (carts) {
      Map<String, Integer> lines = carts.computeIfAbsent(userId, id -> new LinkedHashMap<>());
      if (lines.size() < MAX_LINES || lines.containsKey(product)) {
        lines.merge(product, quantity, Integer::sum);
      }
    }
    return Reply.json(201, toJson(lines(userId)));
  }

  private Reply clear(Request request) {
    synchronized (carts) {
      carts.remove(request.path("userId"));
    }
    return Reply.empty(204);
  }

  private Map<String, Integer> lines(String userId) {
    synchronized (carts) {
      return new LinkedHashMap<>(carts.getOrDefault(userId, Map.of()));
    }
  }

  private static ObjectNode toJson(Map<String, Integer> lines) {
    ObjectNode cart = Reply.object();
    ObjectNode items = cart.putObject("items");
    lines.forEach(items::put);
    return cart;
  }
}
