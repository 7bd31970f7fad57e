package io.tapmesh.standalone.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShopTest {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static RunningShop running;

  @BeforeAll
  static void open() throws Exception {
    running = new RunningShop(7);
    // These tests ask for single answers: no random failures.
    Shop.map().forEach(service -> running.shop.condition(service.name()).fail(0, 500));
  }

  @AfterAll
  static void close() {
    running.close();
  }

  @ParameterizedTest
  @CsvSource({
    "frontend, /, 200",
    "frontend, /products/p12, 200",
    "frontend, /products/p61, 404",
    "frontend, /search?q=lamp, 200",
    "frontend, /cart, 200",
    "frontend, /nothing/here, 404",
    "catalog, /products, 200",
    "catalog, /products/p60, 200",
    "catalog, /products/p61, 404",
    "catalog, /search?q=oak, 200",
    "recommendation, /recommendations/p1, 200",
    "recommendation, /recommendations/chair, 400",
    "cart, /carts/nobody, 200",
    "inventory, /stock/p1, 200",
    "currency, /rates/USD, 200",
    "currency, /rates/XXX, 404",
    "checkout, /orders/somebody, 405",
  })
  void answersReads(String service, String path, int status) throws Exception {
    assertThat(running.get(service, path).statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cart|/carts/ann/items|{\"product\":\"p1\",\"quantity\":2}|201",
        "cart|/carts/ann/items|{\"product\":\"p1\"}|400",
        "cart|/carts/ann/items|no json|400",
        "inventory|/reservations|{\"items\":{\"p1\":2}}|201",
        "shipping|/quotes|{\"items\":{\"p1\":2}}|200",
        "shipping|/shipments|{}|201",
        "payment|/charges|{\"amountCents\":100}|201",
        "payment|/charges|{\"amountCents\":0}|400",
        "email|/confirmations|{}|202",
      })
  void answersWrites(String service, String path, String body, int status) throws Exception {
    assertThat(running.post(service, path, body).statusCode()).isEqualTo(status);
  }

  @Test
  void sellsWhatWasPutIntoTheCartOnce() throws Exception {
    String[] headers = {"Cookie", "theme=dark; user=buyer", "Content-Type", FORM};
    running.post("frontend", "/cart/items", "product=p3&quantity=2", headers);

    assertThat(running.get("frontend", "/cart", headers).body()).contains("2 × p3");
    HttpResponse<String> order = running.post("frontend", "/checkout", "", headers);
    assertThat(order.statusCode()).isEqualTo(200);
    assertThat(order.body()).contains("Your parcel is TM");
    assertThat(running.post("frontend", "/checkout", "", headers).statusCode()).isEqualTo(409);
  }

  @Test
  void chargesGoodsAndShippingInTheCurrencyOfTheCard() throws Exception {
    running.post("cart", "/carts/counted/items", "{\"product\":\"p3\",\"quantity\":2}");

    String order = running.post("checkout", "/orders/counted", "{}").body();

    long cents = Math.round((2 * 3_900 + 390 + 2 * 120) * 1.09);
    assertThat(new ObjectMapper().readTree(order).at("/charge/amountCents").asLong())
        .isEqualTo(cents);
  }

  @Test
  void replacesStockThatRunsOut() throws Exception {
    for (int i = 0; i < 5; i++) {
      running.post("inventory", "/reservations", "{\"items\":{\"p50\":100}}");
    }

    assertThat(running.get("inventory", "/stock/p50").body()).contains("\"left\":300");
  }

  @Test
  void escapesWhatUsersTyped() throws Exception {
    String[] headers = {"Cookie", "user=mallory", "Content-Type", FORM};
    String body =
        running.post("frontend", "/cart/items", "product=%3Cscript%3E&quantity=1", headers).body();

    assertThat(body).contains("&lt;script&gt;").doesNotContain("<script>");
  }

  @Test
  void failsWhatNeedsADeadServiceAndServesTheRest() throws Exception {
    try (RunningShop own = new RunningShop(3)) {
      Shop.map().forEach(service -> own.shop.condition(service.name()).fail(0, 500));
      String[] headers = {"Cookie", "user=u1", "Content-Type", FORM};
      own.post("frontend", "/cart/items", "product=p1&quantity=1", headers);

      own.shop.start(Incident.INVENTORY_DOWN);
      assertThatThrownBy(() -> own.get("inventory", "/stock/p1"))
          .isInstanceOf(ConnectException.class);
      assertThat(own.post("frontend", "/checkout", "", headers).statusCode()).isEqualTo(502);
      assertThat(own.get("frontend", "/", headers).statusCode()).isEqualTo(200);

      own.shop.recover();
      assertThat(own.post("frontend", "/checkout", "", headers).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void sellsWithoutMailAndShowsPagesWithoutRecommendations() throws Exception {
    try (RunningShop own = new RunningShop(3)) {
      Shop.map().forEach(service -> own.shop.condition(service.name()).fail(0, 500));
      own.shop.condition("recommendation").fail(1, 503);
      own.shop.start(Incident.EMAIL_DOWN);
      own.post("cart", "/carts/u1/items", "{\"product\":\"p1\",\"quantity\":1}");

      assertThat(own.get("frontend", "/").statusCode()).isEqualTo(200);
      assertThat(own.post("checkout", "/orders/u1", "{}").body()).contains("\"mailSent\":false");
    }
  }

  @Test
  void callsOnlyWhomItIsSaidToCall() {
    Map<String, ServiceInfo> byName = new HashMap<>();
    Shop.map().forEach(service -> byName.put(service.name(), service));

    assertThat(byName).hasSize(10);
    assertThat(byName.values())
        .allSatisfy(service -> assertThat(byName.keySet()).containsAll(service.calls()));
    assertThat(byName.get("checkout").calls())
        .containsExactlyInAnyOrder("cart", "inventory", "shipping", "currency", "payment", "email");
    assertThat(byName.get("frontend").routes())
        .contains(new ServiceInfo.RouteInfo("GET", "/products/{id}"));
  }
}
