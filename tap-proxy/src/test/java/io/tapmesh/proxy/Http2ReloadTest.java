package io.tapmesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.ReloadResult.Outcome;
import io.tapmesh.proxy.testing.H2Client;
import io.tapmesh.proxy.testing.H2Origin;
import io.tapmesh.proxy.testing.H2Stream;
import io.tapmesh.proxy.testing.Proxies;
import org.junit.jupiter.api.Test;

/** A connection of HTTP/2 may stay open for days; its requests follow the configuration. */
final class Http2ReloadTest {

  private static ProxyConfig config(H2Origin origin, String more) {
    String inbound =
        "  inbound: [{listen: '127.0.0.1:0', application: '%s', protocol: http2}]%n"
            .formatted(Proxies.text(origin.address()));
    return Proxies.config("auto", inbound, more);
  }

  @Test
  void newRequestsOnAnOpenConnectionGoToTheNewEndpointAndOldOnesAreCompleted() throws Exception {
    try (H2Origin before = new H2Origin();
        H2Origin after = new H2Origin();
        TapProxy proxy = TapProxy.start(config(before, ""));
        H2Client client = new H2Client(proxy.inboundAddress(0))) {
      H2Stream old = client.get("/old");
      H2Stream oldServed = before.take();

      assertThat(proxy.reload(config(after, "")).outcome()).isEqualTo(Outcome.APPLIED);
      H2Stream next = client.get("/new");
      H2Stream nextServed = after.take();
      assertThat(nextServed.take()).contains(":path=/new");
      nextServed.head(true, ":status", "201");
      assertThat(next.take()).startsWith("HEAD :status=201");

      oldServed.head(true, ":status", "200");
      assertThat(old.take()).startsWith("HEAD :status=200");
      assertThat(client.isQuiet()).as("no GOAWAY, no end").isTrue();
      assertThat(proxy.counters().accepted()).isEqualTo(1);
    }
  }

  @Test
  void newLimitHoldsForTheNextRequestOfAnOpenConnection() throws Exception {
    try (H2Origin origin = new H2Origin();
        TapProxy proxy = TapProxy.start(config(origin, ""));
        H2Client client = new H2Client(proxy.inboundAddress(0))) {
      H2Stream first = client.request(false, "POST", "/", "content-length", "3000");
      H2Stream served = origin.take();
      assertThat(served.take()).contains(":method=POST");

      assertThat(proxy.reload(config(origin, "  limits: {maxRequestBody: 1KiB}\n")).outcome())
          .isEqualTo(Outcome.APPLIED);
      H2Stream second = client.request(false, "POST", "/", "content-length", "3000");
      assertThat(second.take()).startsWith("HEAD :status=413");

      first.data("x".repeat(3000), true);
      assertThat(served.takeData()).as("begun under the old limit").hasSize(3000);
      served.head(true, ":status", "200");
      assertThat(first.take()).startsWith("HEAD :status=200");
    }
  }
}
