package io.tapmesh.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NegotiationTest {

  @Test
  void takesTheMostSpecificRange() {
    assertThat(Accept.quality(null, "application/json")).isEqualTo(1);
    assertThat(Accept.quality("", "application/json")).isEqualTo(1);
    assertThat(Accept.quality("*/*;q=0.5, application/json;q=0", "application/json")).isZero();
    assertThat(Accept.quality("application/*;q=0.3, */*;q=0.9", "application/json")).isEqualTo(0.3);
    assertThat(Accept.quality("Application/JSON; charset=utf-8; Q=0.7", "application/json"))
        .isEqualTo(0.7);
    assertThat(Accept.quality("text/html", "application/json")).isZero();
    assertThat(Accept.quality("application/json;q=nonsense", "application/json")).isZero();
  }

  @Test
  void guessesWhatSomebodyMeant() {
    List<String> known = List.of("window", "from", "to", "minDurationMillis");
    assertThat(ClosestName.of("windw", known)).isEqualTo("window");
    assertThat(ClosestName.of("FROM", known)).isEqualTo("from");
    assertThat(ClosestName.of("minDuration", known)).isEqualTo("minDurationMillis");
    assertThat(ClosestName.of("completely-different", known)).isNull();
  }
}
