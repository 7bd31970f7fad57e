package io.tapmesh.proxy.intercept;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import io.tapmesh.proxy.testing.Wait;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes back to a proxy from itself, in whatever order its event loops learn of it. */
class OwnSocketsTest {

  private static final InetSocketAddress WEB = new InetSocketAddress("192.0.2.1", 80);
  private static final InetSocketAddress DATA = new InetSocketAddress("192.0.2.2", 80);

  private OwnSockets own = new OwnSockets(TimeUnit.MINUTES.toNanos(1));

  /** A connection of ours to an upstream. */
  private static final class Upstream extends EmbeddedChannel {

    private final InetSocketAddress local;
    private final InetSocketAddress remote;

    Upstream(InetSocketAddress local, InetSocketAddress remote) {
      this.local = local;
      this.remote = remote;
    }

    @Override
    public SocketAddress localAddress() {
      return local;
    }

    @Override
    public SocketAddress remoteAddress() {
      return remote;
    }
  }

  private static InetSocketAddress here(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  @BeforeEach
  void watch() {
    own.watch();
  }

  @Test
  void anotherProgramsConnectionIsAdmitted() {
    assertNull(own.connected(new Upstream(here(1), WEB)));
    assertTrue(own.admit(new EmbeddedChannel(), here(2), WEB));
  }

  @Test
  void clientThatIsOurOwnUpstreamIsRefused() {
    own.connected(new Upstream(here(1), WEB));
    assertFalse(own.admit(new EmbeddedChannel(), here(1), WEB));
  }

  @Test
  void clientThatTurnsOutToBeOurOwnUpstreamIsTold() {
    EmbeddedChannel client = new EmbeddedChannel();
    assertTrue(own.admit(client, here(1), WEB));
    assertSame(client, own.connected(new Upstream(here(1), WEB)));
  }

  @Test
  void whatHasComeBackIsNotTriedAgain() {
    own.admit(new EmbeddedChannel(), here(1), WEB);
    own.connected(new Upstream(here(1), WEB));
    // The next connection of the loop, which nobody knows yet.
    assertFalse(own.admit(new EmbeddedChannel(), here(2), WEB));
    assertTrue(own.admit(new EmbeddedChannel(), here(3), DATA));
  }

  @Test
  void whatHasComeBackIsTriedAgainAfterAMoment() throws Exception {
    own = new OwnSockets(TimeUnit.MILLISECONDS.toNanos(1));
    own.watch();
    own.admit(new EmbeddedChannel(), here(1), WEB);
    own.connected(new Upstream(here(1), WEB));
    Wait.until("tried again", () -> own.admit(new EmbeddedChannel(), here(4), WEB));
  }

  @Test
  void refusedClientsDestinationIsNotTriedAgainEither() {
    own.connected(new Upstream(here(1), WEB));
    own.admit(new EmbeddedChannel(), here(1), WEB);
    assertFalse(own.admit(new EmbeddedChannel(), here(2), WEB));
  }

  @Test
  void closedConnectionsAreForgotten() {
    Upstream upstream = new Upstream(here(1), WEB);
    own.connected(upstream);
    upstream.close().syncUninterruptibly();
    EmbeddedChannel client = new EmbeddedChannel();
    assertTrue(own.admit(client, here(1), WEB));
    client.close().syncUninterruptibly();
    assertNull(own.connected(new Upstream(here(1), WEB)));
  }

  @Test
  void onlyItsOwnListenersAreItsOwn() {
    own.listensOn(List.of(15001));
    assertTrue(own.isOwnListener(here(15001)));
    assertFalse(own.isOwnListener(here(15002)));
    assertFalse(own.isOwnListener(new InetSocketAddress("192.0.2.1", 15001)));
    assertTrue(own.isOwnListener(new InetSocketAddress("0.0.0.0", 15001)));
  }
}
