package io.tapmesh.api.slo;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class TallyTest {

  @Test
  void isExactWhereBinaryFractionsAreNot() {
    BigDecimal target = new BigDecimal("0.999");
    assertThat(new Tally(1_000, 1).budgetEvents(target)).isEqualTo(1);
    assertThat(new Tally(1_000, 1).budgetRemainingRatio(target)).isZero();
    assertThat(new Tally(1_000, 1).burnRate(target)).isEqualTo(1);
    assertThat(new Tally(3_000, 1).budgetEvents(target)).isEqualTo(3);
    assertThat(new Tally(10_000_000_000L, 1).budgetRemainingRatio(new BigDecimal("0.99999")))
        .isEqualTo(0.99999);
  }

  @Test
  void isOverspentWhenMoreIsBadThanAllowed() {
    assertThat(new Tally(100, 100).budgetRemainingRatio(new BigDecimal("0.9"))).isEqualTo(-9);
    assertThat(new Tally(100, 100).burnRate(new BigDecimal("0.9"))).isEqualTo(10);
  }

  @Test
  void hasAllOfItsBudgetWithoutEvents() {
    Tally nothing = new Tally(0, 0);
    assertThat(nothing.budgetRemainingRatio(new BigDecimal("0.9"))).isEqualTo(1);
    assertThat(nothing.budgetEvents(new BigDecimal("0.9"))).isZero();
    assertThat(nothing.burnRate(new BigDecimal("0.9"))).isNull();
  }
}
