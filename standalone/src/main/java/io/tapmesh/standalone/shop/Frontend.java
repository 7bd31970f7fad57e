package io.tapmesh.standalone.shop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The shop's pages, put together from the other services' answers. */
final class Frontend implements Service {

  private static final String FEATURED = "p7";

  private final Peers peers;

  Frontend(Peers peers) {
    this.peers = peers;
  }

  @Override
  public String name() {
    return "frontend";
  }

  @Override
  public List<String> calls() {
    return List.of("catalog", "recommendation", "currency", "cart", "checkout");
  }

  @Override
  public double usualErrorShare() {
    return 0.0005;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/", 5, this::home),
        new Route("GET", "/products/{id}", 4, this::product),
        new Route("GET", "/search", 4, this::search),
        new Route("GET", "/cart", 3, this::cart),
        new Route("POST", "/cart/items", 3, this::addToCart),
        new Route("POST", "/checkout", 4, this::checkout));
  }

  private CompletionStage<Reply> home(Request request) {
    CompletableFuture<Reply> products = peers.need(request, "catalog", "GET", "/products");
    CompletableFuture<Reply> featured = recommendations(request, FEATURED);
    return products.thenCombine(
        featured, (list, also) -> Reply.html(Pages.home(list.tree(), also)));
  }

  private CompletionStage<Reply> product(Request request) {
    String id = encoded(request.path("id"));
    CompletableFuture<Reply> product = peers.need(request, "catalog", "GET", "/products/" + id);
    return product.thenCompose(
        found -> {
          if (!found.ok()) {
            return CompletableFuture.completedFuture(Reply.error(404, "no product " + id));
          }
          CompletableFuture<Reply> rate = peers.need(request, "currency", "GET", "/rates/USD");
          return rate.thenCombine(
              recommendations(request, id),
              (usd, also) -> Reply.html(Pages.product(found.tree(), usd.tree(), also)));
        });
  }

  private CompletionStage<Reply> search(Request request) {
    String query = encoded(request.form("q"));
    return peers
        .need(request, "catalog", "GET", "/search?q=" + query)
        .thenApply(found -> Reply.html(Pages.list("Found", found.tree())));
  }

  private CompletionStage<Reply> cart(Request request) {
    return peers
        .need(request, "cart", "GET", "/carts/" + encoded(request.user()))
        .thenApply(cart -> Reply.html(Pages.cart(cart.tree())));
  }

  private CompletionStage<Reply> addToCart(Request request) {
    ObjectNode item =
        Reply.object()
            .put("product", request.form("product"))
            .put("quantity", request.number("quantity", 1, 9));
    String path = "/carts/" + encoded(request.user()) + "/items";
    return peers
        .need(request, "cart", "POST", path, item.toString())
        .thenApply(cart -> cart.ok() ? Reply.html(Pages.cart(cart.tree())) : cart);
  }

  private CompletionStage<Reply> checkout(Request request) {
    return peers
        .need(request, "checkout", "POST", "/orders/" + encoded(request.user()), "{}")
        .thenApply(order -> order.ok() ? Reply.html(Pages.order(order.tree())) : order);
  }

  /** Nice to have: a page without them is a page. */
  private CompletableFuture<Reply> recommendations(Request request, String product) {
    return peers.ask(request, "recommendation", "GET", "/recommendations/" + product, "");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
