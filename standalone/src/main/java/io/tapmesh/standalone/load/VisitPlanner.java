package io.tapmesh.standalone.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes up what visitors do: look around, follow a stale link now and then, put things into the
 * cart, and some of them buy. Not thread-safe.
 */
final class VisitPlanner {

  /** How many requests a visit has on average; a test compares it with the plans. */
  static final double MEAN_STEPS = 5.12;

  private static final int PRODUCTS = 60;
  private static final int SHORTEST_PAUSE_MILLIS = 120;
  private static final double MEAN_EXTRA_PAUSE_MILLIS = 600;
  private static final List<String> SEARCHES =
      List.of("oak", "lamp", "copper", "chair", "wool", "blanket", "kettle", "brass", "felt");

  private final Random random;

  VisitPlanner(Random random) {
    this.random = random;
  }

  List<Step> next() {
    List<Step> steps = new ArrayList<>();
    steps.add(step("GET", "/", "/", ""));
    if (chance(0.3)) {
      String query = SEARCHES.get(random.nextInt(SEARCHES.size()));
      steps.add(step("GET", "/search", "/search?q=" + query, ""));
    }
    int looks = 1 + random.nextInt(4);
    for (int i = 0; i < looks; i++) {
      steps.add(lookAt(chance(0.012) ? PRODUCTS + 1 + random.nextInt(3) : product()));
    }
    if (chance(0.5)) {
      shop(steps);
    }
    return steps;
  }

  private void shop(List<Step> steps) {
    int items = 1 + random.nextInt(2);
    for (int i = 0; i < items; i++) {
      String form = "product=p" + product() + "&quantity=" + (1 + random.nextInt(3));
      steps.add(step("POST", "/cart/items", "/cart/items", form));
    }
    if (chance(0.6)) {
      steps.add(step("GET", "/cart", "/cart", ""));
    }
    if (chance(0.54)) {
      steps.add(step("POST", "/checkout", "/checkout", ""));
    }
  }

  private Step lookAt(int product) {
    return step("GET", "/products/{id}", "/products/p" + product, "");
  }

  /** Some products are far more popular than others. */
  private int product() {
    double skewed = random.nextDouble() * random.nextDouble();
    return 1 + (int) (skewed * PRODUCTS);
  }

  private Step step(String method, String route, String path, String form) {
    double extra = -Math.log(1 - random.nextDouble()) * MEAN_EXTRA_PAUSE_MILLIS;
    return new Step(method, route, path, form, SHORTEST_PAUSE_MILLIS + Math.round(extra));
  }

  private boolean chance(double share) {
    return random.nextDouble() < share;
  }
}
