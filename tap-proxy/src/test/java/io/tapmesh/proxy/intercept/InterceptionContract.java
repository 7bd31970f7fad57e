package io.tapmesh.proxy.intercept;

import static io.tapmesh.proxy.testing.InterceptedPair.CLIENT_IPV4;
import static io.tapmesh.proxy.testing.InterceptedPair.CLIENT_IPV6;
import static io.tapmesh.proxy.testing.InterceptedPair.OUTBOUND;
import static io.tapmesh.proxy.testing.InterceptedPair.SERVER_IPV4;
import static io.tapmesh.proxy.testing.InterceptedPair.SERVER_IPV6;
import static io.tapmesh.proxy.testing.InterceptedPair.accepted;
import static io.tapmesh.proxy.testing.InterceptedPair.intercept;
import static io.tapmesh.proxy.testing.InterceptedPair.metric;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tapmesh.proxy.testing.InterceptedPair;
import io.tapmesh.proxy.testing.Netns;
import io.tapmesh.proxy.testing.Wait;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real programs on two machines whose connections are intercepted at both ends. */
@Tag("slow")
@Tag("netns")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InterceptionContract {

  private static final String REDIRECT = "--inbound-port 15006 --inbound-ports all";
  private static final String TPROXY =
      "--inbound-port 15007 --inbound-ports all --inbound-mode tproxy";
  private static final String CLIENT_REQUESTS = "http_client_request_duration_seconds_count";
  private static final String SERVER_REQUESTS = "http_server_request_duration_seconds_count";
  private static final String REFUSED = "tapmesh_proxy_intercepted_connections_refused_total";

  private final String transport;
  private Path folder;
  private InterceptedPair pair;

  InterceptionContract(String transport) {
    this.transport = transport;
  }

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    pair = new InterceptedPair(folder, transport);
    pair.startNginx(folder);
  }

  @AfterEach
  void removeRules() throws IOException {
    pair.removeRules();
  }

  @AfterAll
  void stop() {
    if (pair != null) {
      pair.close();
    }
  }

  private Netns.Result curl(String address) throws IOException {
    return pair.client.run("curl -sS -m 60 -w ' %{http_code}' http://" + address + "/");
  }

  private String both(String backend, String inbound) throws IOException {
    intercept(pair.client, "apply --backend " + backend + " " + OUTBOUND).ok();
    return intercept(pair.server, "apply --backend " + backend + " " + inbound).ok();
  }

  /** A proxy counts a response after it has handed it on, which may be after curl has it. */
  private static void assertCounted(long wanted, Netns where, String requests, String service)
      throws Exception {
    Wait.until(
        requests + " of " + service + " is " + wanted,
        () -> metric(where, requests, peer(service)) == wanted);
  }

  private static String peer(String service) {
    return "[^}]*service_peer_name=\"" + service + "\"[^}]*";
  }

  @ParameterizedTest
  @ValueSource(strings = {"nft", "iptables"})
  void requestsPassBothProxiesAndAreCountedOnce(String backend) throws Exception {
    both(backend, REDIRECT);
    for (String address : new String[] {SERVER_IPV4, "[" + SERVER_IPV6 + "]"}) {
      long sent = metric(pair.client, CLIENT_REQUESTS, peer("web"));
      long received = metric(pair.server, SERVER_REQUESTS, peer("external"));
      assertTrue(curl(address).ok().endsWith(" 200"));
      assertCounted(sent + 1, pair.client, CLIENT_REQUESTS, "web");
      assertCounted(received + 1, pair.server, SERVER_REQUESTS, "external");
    }
    long data = metric(pair.client, CLIENT_REQUESTS, peer("data"));
    curl(SERVER_IPV4 + ":8080").ok();
    assertCounted(data + 1, pair.client, CLIENT_REQUESTS, "data");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nft", "iptables"})
  void applicationSeesTheClientsAddressThroughTproxy(String backend) throws Exception {
    both(backend, TPROXY);
    long received = metric(pair.server, SERVER_REQUESTS, peer("external"));
    assertEquals("hello " + CLIENT_IPV4 + " 200", curl(SERVER_IPV4).ok());
    assertEquals("hello " + CLIENT_IPV6 + " 200", curl("[" + SERVER_IPV6 + "]").ok());
    assertCounted(received + 2, pair.server, SERVER_REQUESTS, "external");
    String log = java.nio.file.Files.readString(folder.resolve("nginx.log"));
    assertTrue(log.contains(CLIENT_IPV4 + " - - "), log);
    assertTrue(log.contains(CLIENT_IPV6 + " - - "), log);
  }

  @Test
  void tproxyOfOtherPortsKeepsTheMachinesAddress() throws Exception {
    both("nft", TPROXY);
    assertEquals("hello " + SERVER_IPV4 + " 200", curl(SERVER_IPV4 + ":8080").ok());
  }

  @Test
  void clientsDoNotShareConnectionsThatCarryTheirAddress() throws Exception {
    pair.client.run("ip address add 10.77.0.3/24 dev eth0").ok();
    intercept(pair.server, "apply " + TPROXY).ok();
    for (String from : new String[] {"10.77.0.3", CLIENT_IPV4, "10.77.0.3", CLIENT_IPV4}) {
      String curl = "curl -sS -m 60 --interface " + from + " http://" + SERVER_IPV4 + "/";
      assertEquals("hello " + from, pair.client.run(curl).ok());
    }
  }

  @Test
  void idleConnectionsOfDestinationsBeyondTheBoundAreClosed() throws Exception {
    intercept(pair.server, "apply " + TPROXY.replace("15007", "15008")).ok();
    String idle = "tapmesh_proxy_upstream_connections_idle";
    long before = metric(pair.server, idle, "");
    for (int i = 10; i < 20; i++) {
      String from = "10.77.0." + i;
      pair.client.run("ip address add " + from + "/24 dev eth0").ok();
      String curl = "curl -sS -m 60 --interface " + from + " http://" + SERVER_IPV4 + "/";
      assertEquals("hello " + from, pair.client.run(curl).ok());
    }
    // One destination for each of the two event loops.
    assertTrue(metric(pair.server, idle, "") - before <= 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nft", "iptables"})
  void whatIsExcludedDoesNotReachTheProxy(String backend) throws Exception {
    String excluded =
        " --exclude-outbound-ports 53,8080 --exclude-outbound-cidrs fd77::/64 --exclude-users 65534";
    intercept(pair.client, "apply --backend " + backend + " " + OUTBOUND + excluded).ok();
    long before = accepted(pair.client);
    curl(SERVER_IPV4 + ":53").ok();
    curl(SERVER_IPV4 + ":8080").ok();
    curl("[" + SERVER_IPV6 + "]").ok();
    pair.client.run("setpriv --reuid 65534 curl -sS -m 60 http://" + SERVER_IPV4 + "/").ok();
    assertEquals(before, accepted(pair.client));
    curl(SERVER_IPV4).ok();
    assertEquals(before + 1, accepted(pair.client));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nft", "iptables"})
  void onlyWhatIsIncludedReachesTheProxy(String backend) throws Exception {
    String included =
        " --outbound-ports 70-80 --outbound-cidrs 10.77.0.0/24 --outbound-users 65534";
    intercept(pair.client, "apply --backend " + backend + " " + OUTBOUND + included).ok();
    long before = accepted(pair.client);
    String nobody = "setpriv --reuid 65534 curl -sS -m 60 http://";
    curl(SERVER_IPV4).ok();
    pair.client.run(nobody + SERVER_IPV4 + ":8080/").ok();
    pair.client.run(nobody + "[" + SERVER_IPV6 + "]/").ok();
    assertEquals(before, accepted(pair.client));
    pair.client.run(nobody + SERVER_IPV4 + "/").ok();
    assertEquals(before + 1, accepted(pair.client));
  }

  @Test
  void machinesConnectionsToItselfAreLeftAlone() throws Exception {
    intercept(pair.server, "apply " + OUTBOUND + " " + REDIRECT).ok();
    long before = accepted(pair.server);
    for (String self : new String[] {"127.0.0.1", "[::1]", SERVER_IPV4, "[" + SERVER_IPV6 + "]"}) {
      pair.server.run("curl -sS -m 60 http://" + self + "/").ok();
    }
    assertEquals(before, accepted(pair.server));
  }

  @Test
  void connectionsToTheListenerItselfAreRefused() throws Exception {
    long before = metric(pair.client, REFUSED, "reason=\"own_listener\"");
    for (String self : new String[] {"127.0.0.1", CLIENT_IPV4, "[" + CLIENT_IPV6 + "]"}) {
      assertNotEquals(0, curl(self + ":15001").exitCode());
    }
    assertNotEquals(0, curl(SERVER_IPV4 + ":15007").exitCode());
    assertEquals(before + 3, metric(pair.client, REFUSED, "reason=\"[a-z_]*\""));
    assertTrue(metric(pair.server, REFUSED, "reason=\"own_listener\"") > 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {SERVER_IPV4, "[" + SERVER_IPV6 + "]"})
  void rulesThatDoNotExcludeTheProxyMakeNoLoop(String address) throws Exception {
    // The proxy's packets have another mark than the rules expect.
    intercept(pair.client, "apply --mark 4711 " + OUTBOUND).ok();
    long refused = metric(pair.client, REFUSED, "reason=\"own_connection\"");
    long before = accepted(pair.client);
    assertTrue(curl(address).ok().endsWith(" 502"));
    assertTrue(metric(pair.client, REFUSED, "reason=\"own_connection\"") > refused);
    assertTrue(accepted(pair.client) - before < 10, "a loop of some length");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nft", "iptables"})
  void withoutItsProxyNothingPasses(String backend) throws Exception {
    // Nobody listens at these ports.
    intercept(pair.client, "apply --backend " + backend + " --outbound-port 15999").ok();
    assertNotEquals(0, curl(SERVER_IPV4).exitCode());
    intercept(pair.client, "remove").ok();
    for (String mode : new String[] {"redirect", "tproxy"}) {
      String inbound = " --inbound-port 15998 --inbound-ports 80 --inbound-mode " + mode;
      intercept(pair.server, "apply --backend " + backend + inbound).ok();
      String once = "curl -sS -m 2 http://" + SERVER_IPV4 + "/";
      assertNotEquals(0, pair.client.run(once).exitCode(), mode);
    }
  }
}
