package io.tapmesh.proxy.intercept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tapmesh.proxy.ProxyConfig;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.schemas.config.ConfigException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InterceptConfigTest {

  private static ProxyConfig config(String listeners) {
    return Proxies.config("auto", listeners, "");
  }

  private static void assertRejected(String listeners, String message) {
    ConfigException rejected = assertThrows(ConfigException.class, () -> config(listeners));
    String text = String.valueOf(rejected.getMessage());
    assertTrue(text.contains(message), text);
  }

  @Test
  void listenersThatInterceptNeedNoTarget() {
    ProxyConfig config =
        config(
            """
              inbound: [{listen: '[::]:15006', intercept: tproxy, preserveClientAddress: [80]}]
              outbound: [{listen: '127.0.0.1:15001', intercept: redirect}]
            """);
    Interception inbound = config.inbound().get(0).intercept();
    assertEquals(new Interception(InterceptMode.TPROXY, Set.of(80), 1000, null), inbound);
    assertTrue(config.intercepts());
    assertEquals(7461, config.mark());
  }

  @Test
  void withoutInterceptionNothingIsMarked() {
    assertEquals(
        0, config("  inbound: [{listen: '127.0.0.1:0', application: '127.0.0.1:1'}]\n").mark());
  }

  @Test
  void listenersNeedATargetOrInterception() {
    assertRejected("  inbound: [{listen: '127.0.0.1:0'}]\n", "neither application nor intercept");
    assertRejected("  outbound: [{listen: '127.0.0.1:0'}]\n", "neither endpoints nor intercept");
  }

  @Test
  void interceptionAndATargetExcludeEachOther() {
    assertRejected(
        "  inbound: [{listen: '127.0.0.1:0', application: '127.0.0.1:1', intercept: redirect}]\n",
        "each connection goes to its original destination");
    assertRejected(
        "  outbound: [{listen: '127.0.0.1:0', service: a, intercept: redirect}]\n",
        "each connection goes to its original destination");
  }

  @Test
  void clientAddressesAreOnlyKeptByTproxy() {
    assertRejected(
        "  inbound: [{listen: '127.0.0.1:0', intercept: redirect, preserveClientAddress: [80]}]\n",
        "intercept: tproxy");
  }

  @Test
  void servicesBelongToInterception() {
    assertRejected(
        "  outbound: [{listen: '127.0.0.1:0', service: a, endpoints: ['b:1'], maxDestinations: 5}]\n",
        "nothing, or intercept");
    assertRejected(
        "  outbound: [{listen: '127.0.0.1:0', intercept: redirect, services: [{service: a, addresses: ['10.0.0.0/40']}]}]\n",
        "services[0].addresses[0]");
  }

  @Test
  void nioCannotIntercept() {
    ConfigException rejected =
        assertThrows(
            ConfigException.class,
            () ->
                Proxies.config(
                    "nio", "  outbound: [{listen: '127.0.0.1:0', intercept: redirect}]\n", ""));
    assertTrue(String.valueOf(rejected.getMessage()).contains("io_uring or epoll"));
  }
}
