package io.tapmesh.standalone.shop;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;

/** Products and their prices. */
final class Catalog implements Service {

  private final Products products = new Products();

  @Override
  public String name() {
    return "catalog";
  }

  @Override
  public double usualErrorShare() {
    return 0.0005;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route(
            "GET", "/products", 9, request -> completedFuture(Reply.json(200, products.list()))),
        new Route("GET", "/products/{id}", 4, request -> completedFuture(product(request))),
        new Route(
            "GET",
            "/search",
            14,
            request -> completedFuture(Reply.json(200, products.search(request.form("q"))))));
  }

  private Reply product(Request request) {
    String id = request.path("id");
    return products
        .find(id)
        .map(product -> Reply.json(200, product))
        .orElseGet(() -> Reply.error(404, "no product " + id));
  }
}
