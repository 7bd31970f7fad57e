package io.tapmesh.proxy.intercept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tapmesh.schemas.Services;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceNamesTest {

  private static ServiceNames.Service service(String name, String... addresses) {
    return new ServiceNames.Service(
        name, List.of(addresses).stream().map(ServiceAddress::parse).toList());
  }

  private static InetSocketAddress at(String address, int port) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(address), port);
  }

  private final ServiceNames names =
      new ServiceNames(
          List.of(
              service("cluster", "10.0.0.0/8", "fd00::/8"),
              service("shop", "10.1.0.0/20"),
              service("database", "10.1.2.3:5432", "[fd00:1::3]:5432"),
              service("host", "10.1.2.3"),
              service("late", "10.1.0.0/20")));

  @Test
  void longestPrefixNamesADestination() throws Exception {
    assertEquals("cluster", names.of(at("10.2.0.1", 80)));
    assertEquals("shop", names.of(at("10.1.15.255", 80)));
    assertEquals("cluster", names.of(at("10.1.16.0", 80)));
    assertEquals("cluster", names.of(at("fd00:2::1", 80)));
  }

  @Test
  void portDecidesAmongEqualPrefixes() throws Exception {
    assertEquals("database", names.of(at("10.1.2.3", 5432)));
    assertEquals("host", names.of(at("10.1.2.3", 5433)));
    assertEquals("database", names.of(at("fd00:1::3", 5432)));
    assertEquals("cluster", names.of(at("fd00:1::3", 80)));
  }

  @Test
  void whatNobodyDescribesIsExternal() throws Exception {
    assertEquals(Services.EXTERNAL, names.of(at("192.0.2.1", 80)));
    assertEquals(Services.EXTERNAL, names.of(at("2001:db8::1", 80)));
  }

  @Test
  void everythingCanBeDescribed() throws Exception {
    ServiceNames all = new ServiceNames(List.of(service("all", "0.0.0.0/0", "::/0")));
    assertEquals("all", all.of(at("203.0.113.9", 1)));
    assertEquals("all", all.of(at("2001:db8::1", 1)));
  }

  @Test
  void namesCountOnceTheyAreLookedUp() throws Exception {
    ServiceNames named = new ServiceNames(List.of(service("self", "localhost:80")));
    assertTrue(named.hasNames());
    int before = named.version();
    assertEquals(Services.EXTERNAL, named.of(at("127.0.0.1", 80)));
    named.resolve();
    assertNotEquals(before, named.version());
    assertEquals("self", named.of(at("127.0.0.1", 80)));
    assertEquals(Services.EXTERNAL, named.of(at("127.0.0.1", 81)));
    int after = named.version();
    named.resolve();
    assertEquals(after, named.version());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":80",
        "10.0.0.0/33",
        "fd00::/129",
        "10.0.0.1:0",
        "10.0.0.1:65536",
        "fd00::1:2:3:4:5:6:7:8",
        "[10.0.0.1",
        "a b",
        "10.0.0/8",
        "10.0.0",
        "10.0.0:80",
        "1",
        "10.0.0.300",
        "shop/8",
        "-a",
        "10.0.0.0/8/8"
      })
  void whatIsNoAddressIsRejected(String text) {
    IllegalArgumentException rejected =
        assertThrows(IllegalArgumentException.class, () -> ServiceAddress.parse(text));
    assertTrue(String.valueOf(rejected.getMessage()).contains(ServiceAddress.EXPECTED));
  }
}
