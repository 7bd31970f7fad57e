package io.tapmesh.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeadlinesTest {

  private static final long START_MILLIS = 1_000;

  private final Deadlines deadlines = new Deadlines(nanos(START_MILLIS));
  private long nowMillis = START_MILLIS;

  private static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private void tickAfter(long millis) {
    nowMillis += millis;
    deadlines.tick(nanos(nowMillis));
  }

  /** How long the loop's clock runs, at these looks, until a deadline passes that is set now. */
  private long passesAfter(long deadline, long everyMillis) {
    long from = nowMillis;
    while (!deadlines.hasPassed(deadline)) {
      tickAfter(everyMillis);
    }
    return nowMillis - from;
  }

  @Test
  void passAfterTheirTimeAndNotMuchLater() {
    tickAfter(100);

    assertThat(passesAfter(deadlines.in(nanos(300)), 10)).isBetween(300L, 450L);
  }

  /** Set just before the next look, of which nobody knows how late it will be. */
  @ParameterizedTest
  @ValueSource(longs = {90, 100, 130, 150, 151, 250, 60_000})
  void neverPassTooEarlyHoweverLateALookIs(long sinceLast) {
    tickAfter(100);
    nowMillis += sinceLast;
    long deadline = deadlines.in(nanos(300));
    tickAfter(0);

    assertThat(passesAfter(deadline, 10)).isBetween(300L, 450L);
  }

  @Test
  void standstillOfTheLoopIsNobodysTime() {
    tickAfter(100);
    long deadline = deadlines.in(nanos(300));
    tickAfter(100);
    tickAfter(60_000);

    assertThat(passesAfter(deadline, 10)).isBetween(100L, 250L);
  }

  @Test
  void looksThatAreMadeUpForDoNotCountTwice() {
    long deadline = deadlines.in(nanos(300));
    for (int i = 0; i < 50; i++) {
      tickAfter(0);
    }

    assertThat(passesAfter(deadline, 10)).isBetween(300L, 450L);
  }
}
