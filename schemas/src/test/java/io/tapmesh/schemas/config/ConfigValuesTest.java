package io.tapmesh.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigValuesTest {

  @ParameterizedTest
  @CsvSource({"250ms,PT0.25S", "5s,PT5S", "1m,PT1M", "2h,PT2H", "3d,PT72H", "0s,PT0S"})
  void readsDurations(String text, Duration expected) {
    assertThat(ConfigValues.duration(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"0B,0", "512B,512", "64KiB,65536", "1MiB,1048576", "2GiB,2147483648"})
  void readsSizes(String text, long expected) {
    assertThat(ConfigValues.bytes(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "-5s", "1.5s", "5 s", "5S", "999999999999999999d"})
  void refusesOtherDurations(String text) {
    assertThatThrownBy(() -> ConfigValues.duration(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("duration: \"" + text + "\" (expected: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "KiB", "5kb", "99999999999TiB"})
  void refusesOtherSizes(String text) {
    assertThatThrownBy(() -> ConfigValues.bytes(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("size: \"" + text + "\" (expected: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:8080", "cart.shop:80", "[::1]:65535", "localhost:0"})
  void addressesSurviveReadingAndWriting(String text) {
    assertThat(HostPort.parse(text)).hasToString(text);
  }

  @Test
  void ipv6AddressesLoseTheirBrackets() {
    assertThat(HostPort.parse("[::1]:80")).isEqualTo(new HostPort("::1", 80));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", ":80", "host:", "host:x", "host:65536", "host:-1", "::1:80"})
  void refusesOtherAddresses(String text) {
    assertThatThrownBy(() -> HostPort.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: HOST:PORT)");
  }
}
