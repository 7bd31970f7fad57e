package io.tapmesh.standalone.shop;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;

/** Sends confirmations. A purchase does not depend on it. */
final class Email implements Service {

  @Override
  public String name() {
    return "email";
  }

  @Override
  public double usualErrorShare() {
    return 0.004;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("POST", "/confirmations", 22, request -> completedFuture(Reply.empty(202))));
  }
}
