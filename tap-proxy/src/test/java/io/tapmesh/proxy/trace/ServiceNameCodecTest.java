package io.tapmesh.proxy.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of services as a value of {@code tracestate}. */
final class ServiceNameCodecTest {

  @ParameterizedTest
  @CsvSource({
    "cart, cart",
    "ns/cart-2.blue_green~A9, ns/cart-2.blue_green~A9",
    "'a b', a%20b",
    "'a,b', a%2Cb",
    "a=b, a%3Db",
    "100%, 100%25",
    "a+b, a%2Bb",
    "caf\u00e9, caf%C3%A9",
    "\u5e97, %E5%BA%97",
    "\ud83d\uded2, %F0%9F%9B%92",
    "{other}, %7Bother%7D"
  })
  void nameIsWrittenInAsciiAndReadAgain(String name, String encoded) {
    assertThat(ServiceNameCodec.encode(name)).isEqualTo(encoded);
    assertThat(ServiceNameCodec.decode(encoded)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({"caf%c3%a9, caf\u00e9", "%63%61rt, cart", "%2e%2E, .."})
  void moreThanIsNeededMayBeEscapedInEitherCase(String encoded, String name) {
    assertThat(ServiceNameCodec.decode(encoded)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "%",
        "a%",
        "a%2",
        "%%20",
        "%2g",
        "%g2",
        "%+1",
        "% 1",
        "%-1",
        "a b",
        "a=b",
        "a,b",
        "a+b",
        "\"a\"",
        "caf\u00e9",
        // Not UTF-8: half a letter, more than is needed, a surrogate, beyond the last.
        "caf%C3",
        "%A9",
        "%FF",
        "%C0%AF",
        "%ED%A0%80",
        "%F4%90%80%80",
        // Control characters.
        "%00",
        "a%0Ab",
        "a%0D",
        "%1F",
        "%7F",
        "%C2%85"
      })
  void whatIsNoNameIsNotRead(String encoded) {
    assertThat(ServiceNameCodec.decode(encoded)).isNull();
  }

  @Test
  void nameOfMoreThan256BytesIsNotRead() {
    assertThat(ServiceNameCodec.decode("a".repeat(256))).hasSize(256);
    assertThat(ServiceNameCodec.decode("a".repeat(257))).isNull();
    assertThat(ServiceNameCodec.decode("%20".repeat(85))).hasSize(85);
    assertThat(ServiceNameCodec.decode("%20".repeat(86))).isNull();
  }
}
