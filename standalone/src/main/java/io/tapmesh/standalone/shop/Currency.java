package io.tapmesh.standalone.shop;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.List;
import java.util.Map;

/** Exchange rates against the euro. */
final class Currency implements Service {

  private static final Map<String, Double> RATES =
      Map.of("EUR", 1.0, "USD", 1.09, "GBP", 0.86, "CHF", 0.95, "SEK", 11.3, "PLN", 4.31);

  @Override
  public String name() {
    return "currency";
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route("GET", "/rates/{code}", 1.5, r -> completedFuture(rate(r))));
  }

  private Reply rate(Request request) {
    String code = request.path("code");
    Double rate = RATES.get(code);
    return rate == null
        ? Reply.error(404, "no rate for " + code)
        : Reply.json(200, Reply.object().put("currency", code).put("rate", rate));
  }
}
