package io.tapmesh.standalone.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConditionTest {

  private static final int REQUESTS = 20_000;

  @Test
  void failsTheShareThatItIsToldTo() {
    Condition condition = new Condition(5, 0.001);
    assertThat(failures(condition)).isCloseTo(REQUESTS / 1000, within(15L));

    condition.fail(0.3, 503);
    assertThat(failures(condition)).isCloseTo(REQUESTS * 3 / 10, within(200L));
    condition.fail(1, 503);
    assertThat(condition.nextFailure()).hasValue(503);

    condition.recover();
    assertThat(failures(condition)).isCloseTo(REQUESTS / 1000, within(15L));
  }

  @Test
  void givesTheSameSeriesForTheSameSeed() {
    assertThat(times(new Condition(42, 0))).isEqualTo(times(new Condition(42, 0)));
    assertThat(times(new Condition(42, 0))).isNotEqualTo(times(new Condition(43, 0)));
  }

  @Test
  void takesTheMedianTimeWithALongTail() {
    double[] millis = times(new Condition(1, 0));

    assertThat(millis[REQUESTS / 2]).isCloseTo(10, within(0.3));
    assertThat(millis[REQUESTS * 99 / 100]).isBetween(24.0, 35.0);
  }

  @Test
  void slowsEveryRequestByTheFactor() {
    Condition slow = new Condition(1, 0);
    slow.slowDown(20);

    assertThat(times(slow)[REQUESTS / 2]).isCloseTo(200, within(6.0));
  }

  private static long failures(Condition condition) {
    return IntStream.range(0, REQUESTS).filter(i -> condition.nextFailure().isPresent()).count();
  }

  /** Sorted. */
  private static double[] times(Condition condition) {
    double[] millis =
        IntStream.range(0, REQUESTS).mapToDouble(i -> condition.nextServiceMillis(10)).toArray();
    Arrays.sort(millis);
    return millis;
  }
}
