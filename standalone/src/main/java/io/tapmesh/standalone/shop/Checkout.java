package io.tapmesh.standalone.shop;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Turns a cart into an order: the call with the most that can go wrong. */
final class Checkout implements Service {

  private static final int PIECE_CENTS = 3_900;

  private final Peers peers;

  Checkout(Peers peers) {
    this.peers = peers;
  }

  @Override
  public String name() {
    return "checkout";
  }

  @Override
  public List<String> calls() {
    return List.of("cart", "inventory", "shipping", "currency", "payment", "email");
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route("POST", "/orders/{userId}", 6, this::order));
  }

  private CompletionStage<Reply> order(Request request) {
    String cart = "/carts/" + request.path("userId");
    return peers
        .need(request, "cart", "GET", cart)
        .thenCompose(
            reply -> {
              JsonNode items = reply.tree().path("items");
              return items.isEmpty()
                  ? completedFuture(Reply.error(409, "the cart is empty"))
                  : order(request, cart, items);
            });
  }

  /** Reserve, quote and convert at the same time; then charge; then send, confirm and tidy up. */
  private CompletionStage<Reply> order(Request request, String cart, JsonNode items) {
    ObjectNode parcel = Reply.object().set("items", items);
    CompletableFuture<Reply> reserved =
        peers.need(request, "inventory", "POST", "/reservations", parcel.toString());
    CompletableFuture<Reply> quote =
        peers.need(request, "shipping", "POST", "/quotes", parcel.toString());
    CompletableFuture<Reply> rate = peers.need(request, "currency", "GET", "/rates/USD");
    return CompletableFuture.allOf(reserved, quote, rate)
        .thenCompose(done -> charge(request, items, quote.join(), rate.join()))
        .thenCompose(charge -> send(request, cart, parcel, charge));
  }

  private CompletionStage<Reply> charge(Request request, JsonNode items, Reply quote, Reply rate) {
    int pieces = 0;
    for (JsonNode quantity : items) {
      pieces += quantity.asInt();
    }
    double euroCents = PIECE_CENTS * pieces + quote.tree().path("costCents").asInt();
    ObjectNode charge =
        Reply.object()
            .put("amountCents", Math.round(euroCents * rate.tree().path("rate").asDouble()));
    return peers.need(request, "payment", "POST", "/charges", charge.toString());
  }

  private CompletionStage<Reply> send(
      Request request, String cart, ObjectNode parcel, Reply charge) {
    CompletableFuture<Reply> shipment =
        peers.need(request, "shipping", "POST", "/shipments", parcel.toString());
    CompletableFuture<Reply> tidied = peers.need(request, "cart", "DELETE", cart);
    // Late or lost mail fails no order.
    CompletableFuture<Reply> mail =
        peers.ask(request, "email", "POST", "/confirmations", confirmation(parcel));
    return CompletableFuture.allOf(shipment, tidied, mail)
        .thenApply(
            done -> {
              ObjectNode order = Reply.object();
              order.set("charge", charge.tree());
              order.set("shipment", shipment.join().tree());
              order.put("mailSent", mail.join().ok());
              return Reply.json(201, order);
            });
  }

  private static String confirmation(ObjectNode parcel) {
    return Reply.object()
        .put("subject", "Your order")
        .put("text", "Thank you. We will send you: " + parcel.path("items").toPrettyString())
        .toString();
  }
}
