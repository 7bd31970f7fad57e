package io.tapmesh.standalone.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void comeAtTheMeanRateOverAPeriod() {
    long[] perMinute = arrivalsPerMinute(new Arrivals(20, new Random(3)), 180);

    double all = 0;
    for (long count : perMinute) {
      all += count;
    }
    assertThat(all / (180 * 60)).isCloseTo(20, within(0.3));
  }

  @Test
  void swingSlowlyAroundTheMean() {
    Arrivals arrivals = new Arrivals(20, new Random(3));

    assertThat(arrivals.rateAt(0)).isCloseTo(20, within(1e-9));
    assertThat(arrivals.rateAt(45)).isCloseTo(26, within(1e-9));
    assertThat(arrivals.rateAt(135)).isCloseTo(14, within(1e-9));
    long[] perMinute = arrivalsPerMinute(arrivals, 3);
    assertThat(perMinute[0]).isGreaterThan(perMinute[2] * 5 / 4);
  }

  @Test
  void areTheSameForTheSameSeed() {
    assertThat(arrivalsPerMinute(new Arrivals(9, new Random(8)), 5))
        .isEqualTo(arrivalsPerMinute(new Arrivals(9, new Random(8)), 5));
  }

  private static long[] arrivalsPerMinute(Arrivals arrivals, int minutes) {
    long[] counts = new long[minutes];
    long at = 0;
    while ((at = arrivals.nextAfter(at)) < 60L * minutes * SECOND) {
      counts[(int) (at / (60 * SECOND))]++;
    }
    return counts;
  }
}
