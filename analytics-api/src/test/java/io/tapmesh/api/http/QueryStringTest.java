package io.tapmesh.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryStringTest {

  @Test
  void decodesNamesAndValues() {
    assertThat(QueryString.parse("a=1&b=x+y%20z&a=2&%C3%A9=%E5%BA%97&flag&e=&k=v=w&&"))
        .containsEntry("a", List.of("1", "2"))
        .containsEntry("b", List.of("x y z"))
        .containsEntry("é", List.of("店"))
        .containsEntry("flag", List.of(""))
        .containsEntry("e", List.of(""))
        .containsEntry("k", List.of("v=w"))
        .hasSize(6);
    assertThat(QueryString.parse(null)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=%", "a=%1", "a=%zz", "%=1", "a=%ff", "a=%c3%28", "a=%ed%a0%80"})
  void refusesWhatIsNotWellFormed(String query) {
    assertThatThrownBy(() -> QueryString.parse(query)).isInstanceOf(IllegalArgumentException.class);
  }
}
