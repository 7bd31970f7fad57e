package io.tapmesh.standalone.shop;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Quotes what a parcel costs and sends it. */
final class Shipping implements Service {

  private static final int BASE_CENTS = 390;
  private static final int CENTS_PER_ITEM = 120;

  private final AtomicLong parcels = new AtomicLong();

  @Override
  public String name() {
    return "shipping";
  }

  @Override
  public double usualErrorShare() {
    return 0.001;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/quotes", 6, request -> completedFuture(quote(request))),
        new Route("POST", "/shipments", 18, request -> completedFuture(ship())));
  }

  private Reply quote(Request request) {
    int pieces = 0;
    for (JsonNode quantity : Reply.parse(request.body()).path("items")) {
      pieces += quantity.asInt();
    }
    return Reply.json(200, Reply.object().put("costCents", BASE_CENTS + CENTS_PER_ITEM * pieces));
  }

  private Reply ship() {
    return Reply.json(201, Reply.object().put("tracking", "TM" + parcels.incrementAndGet()));
  }
}
