package io.tapmesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.admin.AdminReply;
import org.junit.jupiter.api.Test;

/** What {@code /readyz} says to whoever decides on sending traffic here. */
final class ReadinessTest {

  @Test
  void saysThatSpansAreNotExportedAndStaysReady() {
    AdminReply reply = AdminSite.ready(true, true);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text()).startsWith("ok\n").contains("tapmesh_proxy_span_exporter_failing");
  }

  @Test
  void hasNothingMoreToSayIfAllIsWell() {
    assertThat(AdminSite.ready(true, false).text()).isEqualTo("ok\n");
  }

  @Test
  void isNotReadyWhileDraining() {
    assertThat(AdminSite.ready(false, true)).isEqualTo(AdminReply.text(503, "draining\n"));
  }
}
