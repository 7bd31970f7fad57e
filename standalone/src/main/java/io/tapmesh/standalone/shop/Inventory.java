package io.tapmesh.standalone.shop;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many of each product are left. What runs out is delivered again at once. */
final class Inventory implements Service {

  private static final int DELIVERY = 400;

  private final Map<String, Integer> stock = new HashMap<>();

  @Override
  public String name() {
    return "inventory";
  }

  @Override
  public double usualErrorShare() {
    return 0.0005;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/stock/{product}", 3, request -> completedFuture(show(request))),
        new Route("POST", "/reservations", 7, request -> completedFuture(reserve(request))));
  }

  private Reply show(Request request) {
    String product = request.path("product");
    return Reply.json(200, Reply.object().put("product", product).put("left", left(product)));
  }

  private Reply reserve(Request request) {
    JsonNode items = Reply.parse(request.body()).path("items");
    items.properties().forEach(item -> take(item.getKey(), item.getValue().asInt()));
    return Reply.json(201, Reply.object().put("reserved", items.size()));
  }

  private int left(String product) {
    synchronized (stock) {
      return stock.getOrDefault(product, DELIVERY);
    }
  }

  private void take(String product, int quantity) {
    synchronized (stock) {
      int left = stock.getOrDefault(product, DELIVERY) - quantity;
      stock.put(product, left >= 0 ? left : DELIVERY - quantity);
    }
  }
}
