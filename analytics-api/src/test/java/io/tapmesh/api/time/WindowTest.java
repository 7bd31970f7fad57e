package io.tapmesh.api.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WindowTest {

  private static final Instant PRESENT = Instant.parse("2026-11-23T10:17:33.250Z");

  @Test
  void endsAtThePresentInTheMiddleOfAnInterval() {
    Window window = Window.last(Duration.ofMinutes(5), PRESENT);
    assertThat(window.from()).isEqualTo("2026-11-23T10:12:30Z");
    assertThat(window.to()).isEqualTo(PRESENT);
    assertThat(window.lastIntervalEnd()).isEqualTo("2026-11-23T10:17:40Z");
    assertThat(window.seconds()).isEqualTo(303.25);
  }

  @Test
  void alignsOutwardInThePast() {
    Instant from = Instant.parse("2026-11-20T10:12:31Z");
    Window window = Window.between(from, from.plusSeconds(90), PRESENT);
    assertThat(window.resolutionSeconds()).isEqualTo(60);
    assertThat(window.from()).isEqualTo("2026-11-20T10:12:00Z");
    assertThat(window.to()).isEqualTo("2026-11-20T10:15:00Z");
    assertThat(window.lastIntervalEnd()).isEqualTo(window.to());
  }

  @Test
  void takesTheFinestTableThatHasAllAndIsNotNeedlesslyFine() {
    assertThat(resolution(Duration.ofHours(1), Duration.ZERO)).isEqualTo(10);
    assertThat(resolution(Duration.ofMinutes(61), Duration.ZERO)).isEqualTo(60);
    assertThat(resolution(Duration.ofMinutes(5), Duration.ofHours(19))).isEqualTo(10);
    assertThat(resolution(Duration.ofMinutes(5), Duration.ofHours(20))).isEqualTo(60);
    assertThat(resolution(Duration.ofDays(7), Duration.ZERO)).isEqualTo(60);
    assertThat(resolution(Duration.ofDays(8), Duration.ZERO)).isEqualTo(3600);
    assertThat(resolution(Duration.ofDays(1), Duration.ofDays(33))).isEqualTo(60);
    assertThat(resolution(Duration.ofDays(1), Duration.ofDays(34))).isEqualTo(3600);
    assertThat(resolution(Duration.ofDays(400), Duration.ZERO)).isEqualTo(3600);
  }

  private static int resolution(Duration length, Duration ago) {
    Instant to = PRESENT.minus(ago);
    return Window.between(to.minus(length), to, PRESENT).resolutionSeconds();
  }
}
