package io.tapmesh.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.schemas.Services;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Routes that nobody configured. */
final class PathTemplatesTest {

  private final PathTemplates templates = new PathTemplates(5, 200);

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/users/8731/orders, /users/{id}/orders",
    "/users/8731/, /users/{id}/",
    "/v1/carts, /v1/carts",
    "/files/0af76519-16cd-43dd-8448-eb211c80319c, /files/{id}",
    "/commits/8448eb21, /commits/{id}",
    "/facade/cafe, /facade/cafe",
    "/t/eyJhbGciOiJIUzI1NiJ9abc, /t/{id}",
    "/orders/order-8731, /orders/{id}",
    "/days/2026-11-23, /days/{date}",
    "/days/2026-11-23T10:00:00Z, /days/{date}",
    "/mail/ann@example.org, /mail/{email}",
    "/mail/ann%40example.org, /mail/{email}",
    "/search/two%20words, /search/{value}",
    "/1/2/3/4/5/6/7/8/9/10/11/12, /{id}/{id}/{id}/{id}/{id}/{id}/{id}/{id}/{id}/{id}/*"
  })
  void shapesDecideAtOnce(String path, String route) {
    assertThat(templates.of(path, true)).isEqualTo(route);
    assertThat(new PathTemplates(1000, 1000).of(path, true)).isEqualTo(route);
  }

  @Test
  void namesBecomeOneParameterWhenThereAreTooMany() {
    for (int i = 0; i < 5; i++) {
      String name = "/users/" + (char) ('a' + i) + "/orders";
      assertThat(templates.of(name, true)).isEqualTo(name);
    }
    int before = templates.version();
    assertThat(templates.of("/users/zoe/orders", true)).isEqualTo("/users/{value}/orders");
    assertThat(templates.version()).isNotEqualTo(before);
    assertThat(templates.of("/users/a/orders", true)).isEqualTo("/users/{value}/orders");
    assertThat(templates.of("/users/4/orders", true)).isEqualTo("/users/{id}/orders");
    assertThat(templates.of("/carts/a", true)).isEqualTo("/carts/a");
    assertThat(templates.folded()).isEqualTo(1);
  }

  @Test
  void pathsThatDoNotExistTeachNothing() {
    assertThat(templates.of("/users/ann", true)).isEqualTo("/users/ann");
    for (int i = 0; i < 1000; i++) {
      assertThat(templates.of("/wp-" + word(i), false)).isNull();
    }
    assertThat(templates.of("/users/ann", false)).isEqualTo("/users/ann");
    assertThat(templates.folded()).isZero();
  }

  @Test
  void strangersCannotMakeUsRememberMoreThanTheBound() {
    Random random = new Random(1);
    Set<String> routes = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      StringBuilder path = new StringBuilder();
      for (int depth = random.nextInt(12); depth >= 0; depth--) {
        path.append('/').append(word(random.nextInt(1 << 20)));
      }
      routes.add(templates.of(path.toString(), true));
    }
    assertThat(routes).hasSizeLessThan(1_000).contains("/{value}", "/{value}/{value}");
    assertThat(templates.folded()).isPositive();
  }

  @Test
  void pathsBeyondTheBoundAreOneRouteAndCounted() {
    PathTemplates small = new PathTemplates(1000, 10);
    for (int i = 0; i < 10; i++) {
      assertThat(small.of("/" + (char) ('a' + i), true)).startsWith("/");
    }
    assertThat(small.of("/another", true)).isEqualTo(Services.OTHER);
    assertThat(small.refused()).isEqualTo(1);
  }

  @Test
  void targetsThatAreNoPathsHaveNoRoute() {
    assertThat(templates.of("*", true)).isNull();
  }

  private static String word(int number) {
    return Integer.toString(number, 36).replaceAll("\\d", "x");
  }
}
