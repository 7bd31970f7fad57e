package io.tapmesh.standalone.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapmesh.schemas.StartupException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseNameTest {

  @ParameterizedTest
  @CsvSource({
    "http://db:8123/shop, shop",
    "http://me:secret@db/shop, shop",
    "jdbc:ch:https://db:8443/shop?ssl=true, shop",
    "http://db:8123, tapmesh",
    "http://db:8123/, tapmesh",
    "jdbc:clickhouse://db, tapmesh",
  })
  void isThePathOfTheUrl(String url, String database) {
    assertThat(DatabaseName.of(url)).isEqualTo(database);
  }

  @Test
  void isOursWhereNoUrlIsGiven() {
    assertThat(DatabaseName.of(null)).isEqualTo("tapmesh");
  }

  @Test
  void isRefusedIfItIsNoName() {
    assertThatThrownBy(() -> DatabaseName.of("http://db/a/b"))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("\"a/b\" (expected: letters");
  }
}
