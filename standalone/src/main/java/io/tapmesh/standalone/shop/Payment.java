package io.tapmesh.standalone.shop;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Charges cards; the slowest step of a purchase even on a good day. */
final class Payment implements Service {

  private final AtomicLong charges = new AtomicLong();

  @Override
  public String name() {
    return "payment";
  }

  @Override
  public double usualErrorShare() {
    return 0.0005;
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route("POST", "/charges", 55, request -> completedFuture(charge(request))));
  }

  private Reply charge(Request request) {
    int amountCents = Reply.parse(request.body()).path("amountCents").asInt();
    if (amountCents <= 0) {
      throw new BadRequest("amountCents: " + amountCents + " (expected: > 0)");
    }
    return Reply.json(
        201,
        Reply.object().put("charge", charges.incrementAndGet()).put("amountCents", amountCents));
  }
}
