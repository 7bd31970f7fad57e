package io.tapmesh.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MediansTest {

  @Test
  void theMiddleOneCountsOrTheMeanOfBoth() {
    assertThat(Medians.of(List.of(9.0, 1.0, 5.0), v -> v)).isEqualTo(5);
    assertThat(Medians.of(List.of(9.0, 1.0, 5.0, 7.0), v -> v)).isEqualTo(6);
  }

  @Test
  void ofNothingThereIsNone() {
    assertThatThrownBy(() -> Medians.of(List.<Double>of(), v -> v)).hasMessageContaining("0");
  }

  @Test
  void percentilesAreValuesThatOccurred() {
    long[] values = LongStream.rangeClosed(1, 200).toArray();

    assertThat(Medians.percentile(values, 0.99)).isEqualTo(198);
    assertThat(Medians.percentile(values, 1)).isEqualTo(200);
    assertThat(Medians.percentile(new long[] {7}, 0.5)).isEqualTo(7);
  }

  @Test
  void ratiosSayWhetherTheTargetIsMet() {
    assertThat(Result.atMost("t", "s", "q", 11, 10, 1.1, "r").met()).isTrue();
    assertThat(Result.atMost("t", "s", "q", 11.1, 10, 1.1, "r").met()).isFalse();
    assertThat(Result.atLeast("t", "s", "q", 8, 10, 0.8, "r").met()).isTrue();
    assertThat(Result.atLeast("t", "s", "q", 7.9, 10, 0.8, "r").met()).isFalse();
    assertThat(Result.within("t", "s", "q", 120.1, 120).met()).isFalse();
  }
}
