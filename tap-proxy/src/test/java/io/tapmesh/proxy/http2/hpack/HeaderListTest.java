package io.tapmesh.proxy.http2.hpack;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

final class HeaderListTest {

  private final HeaderList list = new HeaderList();

  @Test
  void countsItsFieldsAsTheRfcDoes() {
    for (int i = 0; i < 20; i++) {
      list.add(HeaderField.of("name" + i % 10, "value"));
    }
    assertThat(list.sizeBytes()).isEqualTo(20 * (5 + 5 + 32));
    list.set(3, HeaderField.of("a", "b"));
    assertThat(list.sizeBytes()).isEqualTo(19 * 42 + 34);
    list.remove(0);
    assertThat(list.sizeBytes()).isEqualTo(18 * 42 + 34);
    assertThat(list.size()).isEqualTo(19);
    assertThat(list.indexOf("a".getBytes(US_ASCII))).isEqualTo(2);
    assertThat(list.indexOf("b".getBytes(US_ASCII))).isEqualTo(-1);
    assertThat(list.get(18).nameText()).isEqualTo("name9");
  }

  @Test
  void keepsNothingMoreOnceSomethingWasTooMuch() {
    list.offer(HeaderField.of("a", "b"), 100);
    list.offer(HeaderField.of("large", "x".repeat(100)), 100);
    list.offer(HeaderField.of("c", "d"), 100);

    assertThat(list.overflowed()).isTrue();
    assertThat(Blocks.lines(list)).containsExactly("a: b");
    list.clear();
    assertThat(list.overflowed()).isFalse();
    assertThat(list.size() + list.sizeBytes()).isZero();
  }

  @Test
  void saysWhichIndexIsNotThere() {
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> list.get(0))
        .withMessage("index: 0 (expected: below 0)");
  }

  @Test
  void hidesSensitiveValuesInTexts() {
    byte[] secret = "hunter2".getBytes(US_ASCII);
    list.add(new HeaderField("password".getBytes(US_ASCII), secret, true));

    assertThat(list).hasToString("[password: (sensitive)]");
  }
}
