package io.tapmesh.standalone.shop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IncidentTest {

  @Test
  void isFoundByTheNameOfTheCommandLine() {
    for (Incident incident : Incident.values()) {
      assertThat(Incident.find(incident.id())).contains(incident);
      assertThat(incident.description()).isNotBlank();
    }
    assertThat(Incident.find("payment")).isEmpty();
  }

  @Test
  void failsThirtyInAHundredPaymentsAndNothingElse() throws Exception {
    try (RunningShop running = new RunningShop(11)) {
      Shop.map().forEach(service -> running.shop.condition(service.name()).fail(0, 500));
      running.shop.start(Incident.PAYMENT_ERRORS);
      running.shop.condition("payment").slowDown(0.05);

      int failed = 0;
      for (int i = 0; i < 300; i++) {
        int status = running.post("payment", "/charges", "{\"amountCents\":5}").statusCode();
        assertThat(status).isIn(201, 503);
        failed += status == 503 ? 1 : 0;
      }
      assertThat(failed).isBetween(70, 110);
      assertThat(running.get("catalog", "/products/p1").statusCode()).isEqualTo(200);
    }
  }
}
