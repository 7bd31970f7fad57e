package io.tapmesh.standalone.shop;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Products that go with another one; asks the catalog about each. */
final class Recommendation implements Service {

  private static final int STRIDE = 10;

  private final Peers peers;

  Recommendation(Peers peers) {
    this.peers = peers;
  }

  @Override
  public String name() {
    return "recommendation";
  }

  @Override
  public List<String> calls() {
    return List.of("catalog");
  }

  @Override
  public double usualErrorShare() {
    return 0.002;
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route("GET", "/recommendations/{product}", 8, this::recommend));
  }

  private CompletionStage<Reply> recommend(Request request) {
    int number = number(request.path("product"));
    CompletableFuture<Reply> first = product(request, number + STRIDE);
    CompletableFuture<Reply> second = product(request, number + 2 * STRIDE);
    return first.thenCombine(
        second,
        (one, two) -> {
          ArrayNode products = Reply.JSON.createArrayNode();
          products.add(one.tree().path("name")).add(two.tree().path("name"));
          return Reply.json(200, products);
        });
  }

  private CompletableFuture<Reply> product(Request request, int number) {
    int known = 1 + Math.floorMod(number - 1, Products.COUNT);
    return peers.need(request, "catalog", "GET", "/products/p" + known);
  }

  private static int number(String product) {
    if (!product.matches("p\\d{1,6}")) {
      throw new BadRequest("product: " + product + " (expected: p and a number)");
    }
    return Integer.parseInt(product.substring(1));
  }
}
