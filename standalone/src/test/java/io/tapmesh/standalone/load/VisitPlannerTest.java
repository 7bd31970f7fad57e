package io.tapmesh.standalone.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VisitPlannerTest {

  private static final int VISITS = 50_000;

  @Test
  void plansAsManyStepsAsTheRateIsComputedFrom() {
    double steps = 0;
    for (List<Step> visit : visits(1)) {
      steps += visit.size();
    }

    assertThat(steps / VISITS).isCloseTo(VisitPlanner.MEAN_STEPS, within(0.03));
  }

  @Test
  void buysOnlyWhatWasPutIntoTheCartBefore() {
    for (List<Step> visit : visits(2)) {
      List<String> routes = visit.stream().map(Step::route).toList();
      if (routes.contains("/checkout")) {
        assertThat(routes.indexOf("/cart/items")).isBetween(0, routes.indexOf("/checkout"));
      }
      assertThat(routes).first().isEqualTo("/");
      assertThat(visit).allSatisfy(step -> assertThat(step.pauseMillis()).isGreaterThan(100));
    }
  }

  @Test
  void isTheSameForTheSameSeed() {
    assertThat(visits(3)).isEqualTo(visits(3)).isNotEqualTo(visits(4));
  }

  private static List<List<Step>> visits(long seed) {
    VisitPlanner planner = new VisitPlanner(new Random(seed));
    List<List<Step>> visits = new ArrayList<>();
    for (int i = 0; i < VISITS; i++) {
      visits.add(planner.next());
    }
    return visits;
  }
}
