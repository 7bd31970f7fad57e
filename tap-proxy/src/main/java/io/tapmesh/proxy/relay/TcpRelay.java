package io.tapmesh.proxy.relay;

import io.netty.channel.Channel;
import io.tapmesh.proxy.telemetry.Exchange;
import io.tapmesh.proxy.telemetry.TlsFacts;
import io.tapmesh.proxy.tls.TlsEnd;
import org.jspecify.annotations.Nullable;

/**
 * Relays a client's connection without looking into it: finds an upstream, then leaves the two to a
 * {@link Tunnel}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for connections to be closed.
final class TcpRelay implements Dial.Owner {

  private final Exchange exchange;
  private final Tunnel tunnel;
  private final Dial dial;

  /**
   * Begins the exchange.
   *
   * @param started a search for an upstream that has begun, if there is one
   * @param tls whether to look for the server name in the client's first bytes
   */
  TcpRelay(Listener listener, ClientStart client, @Nullable Dial started, boolean tls) {
    exchange = listener.recorder().beginConnection(client.acceptedNanos(), client.address());
    if (client.tls() != null) {
      exchange.secured(client.tls());
    }
    listener.loop().counters.exchanges.incrementAndGet();
    tunnel = new Tunnel(listener.loop(), listener.limits(), exchange, true);
    if (tls) {
      exchange.passesTls(null);
      tunnel.client().watchForServerName();
    }
    dial = started == null ? new Dial(listener, this) : started;
    if (started == null) {
      dial.start();
    } else {
      dial.handTo(this);
    }
    exchange.attempt(dial.endpoint().host(), dial.endpoint().port());
  }

  /** The handler for the client's connection; holds what it reads until there is an upstream. */
  TunnelEnd client() {
    return tunnel.client();
  }

  @Override
  public void opened(Channel channel) {
    join(channel, null);
  }

  /** As {@link #opened}, of a connection that was watched before. */
  void join(Channel channel, @Nullable EarlyUpstream watcher) {
    if (tunnel.isOver()) {
      channel.close();
      return;
    }
    if (watcher != null && watcher.isBroken()) {
      Buffers.release(watcher.take());
      tunnel.fail(Failure.RESET);
      return;
    }
    TlsFacts secured = TlsEnd.factsOf(channel);
    if (secured != null) {
      exchange.secured(secured);
    }
    UpstreamPipeline.tunnel(channel, tunnel.upstream(), watcher);
    tunnel.start();
  }

  @Override
  public void tryingAnother(Failure failure) {
    if (!tunnel.isOver()) {
      exchange.attemptFailed(failure.reason());
      exchange.attempt(dial.endpoint().host(), dial.endpoint().port());
    }
  }

  @Override
  public void failed(Failure failure) {
    tunnel.fail(failure);
  }
}
