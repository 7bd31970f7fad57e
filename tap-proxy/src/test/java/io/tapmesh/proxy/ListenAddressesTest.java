package io.tapmesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.schemas.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses that cannot be listened on together are noticed before a port is opened. */
final class ListenAddressesTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:80, 127.0.0.1:80",
    "0.0.0.0:80, 127.0.0.1:80",
    "127.0.0.1:80, 0.0.0.0:80",
    "0.0.0.0:80, localhost:80",
    "0.0.0.0:80, '[::]:80'",
    "'[::]:80', 127.0.0.1:80",
    "'[::]:80', '[::1]:80'",
    "'[::]:80', shop.example:80",
    "'[0:0:0:0:0:0:0:0]:80', 10.0.0.1:80",
    "'[::1]:80', '[0:0:0:0:0:0:0:1]:80'",
    "localhost:80, 127.0.0.1:80"
  })
  void excludeEachOther(String first, String second) {
    ListenAddresses addresses = new ListenAddresses();
    assertThat(addresses.take("/spec/a", first)).isNull();
    assertThat(addresses.take("/spec/b", second)).contains("spec.a");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:80, 127.0.0.1:81",
    "0.0.0.0:80, 127.0.0.1:81",
    "0.0.0.0:0, 0.0.0.0:0",
    "127.0.0.1:80, 127.0.0.2:80",
    "127.0.0.1:80, '[::1]:80'",
    "0.0.0.0:80, '[::1]:80'",
    "0.0.0.0:80, shop.example:80"
  })
  void standBesideEachOther(String first, String second) {
    ListenAddresses addresses = new ListenAddresses();
    assertThat(addresses.take("/a", first)).isNull();
    assertThat(addresses.take("/b", second)).isNull();
  }

  @Test
  void adminPortTakesItsAddressAlsoUnwritten() {
    String yaml =
        """
        apiVersion: tapmesh.io/v1
        kind: TapProxy
        metadata: {name: proxied}
        spec:
          inbound:
          - {listen: '0.0.0.0:15000', application: 'a:1'}
        """;
    assertThatThrownBy(() -> ProxyConfig.parse(yaml, "test.yaml"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("spec.inbound[0].listen: value \"0.0.0.0:15000\"")
        .hasMessageContaining("the one of spec.admin.listen");
  }

  @Test
  void errorNamesBothListeners() {
    String yaml =
        """
          inbound:
          - {listen: '0.0.0.0:9001', application: 'a:1'}
          - {listen: '127.0.0.1:9001', application: 'a:1'}
          outbound:
          - {listen: '127.0.0.1:9002', service: s, endpoints: ['a:1']}
          - {listen: '[::]:9002', service: s, endpoints: ['a:1']}
        """;
    assertThatThrownBy(() -> Proxies.config("auto", yaml, ""))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "spec.inbound[1].listen: value \"127.0.0.1:9001\" (expected: a port that"
                + " spec.inbound[0].listen does not take on all addresses, 0.0.0.0:9001)")
        .hasMessageContaining(
            "spec.outbound[1].listen: value \"[::]:9002\" (expected: an address that does"
                + " not include the one of spec.outbound[0].listen)");
  }
}
