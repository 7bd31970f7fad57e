package io.tapmesh.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import org.junit.jupiter.api.Test;

/** What only sockets can do that tell their errors without being read or written. */
abstract class TcpNativeContract extends TcpContract {

  TcpNativeContract(String transport) {
    super(transport);
  }

  @Test
  void resetThatFollowsAnEndIsPassedOnThoughNobodyWrites() throws Exception {
    client.send("x");
    Wire server = origin.take();
    server.read(1);
    // Closed in full: what the client says next is answered with a reset.
    server.close();
    assertThat(client.in().read()).isEqualTo(-1);
    client.send("y");

    client.awaitReset();
    Wait.until("the tunnel is over", () -> proxy.counters().exchanges() == 0);
  }

  @Test
  void resetOfAHalfClosedClientReachesASilentServer() throws Exception {
    client.send("x");
    client.endOutput();
    Wire server = origin.take();
    assertThat(server.readToEnd()).isEqualTo("x");
    client.reset();

    Wait.until("the tunnel is over", () -> proxy.counters().exchanges() == 0);
    server.awaitReset();
  }
}
