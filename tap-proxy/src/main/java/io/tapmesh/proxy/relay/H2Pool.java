package io.tapmesh.proxy.relay;

import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The connections of HTTP/2 of one listener, on one event loop, to its endpoints: one for each,
 * until the streams that its peer allows are in use; then a few more. Requests for which there is
 * no room wait, which is bounded in number and in time.
 */
final class H2Pool {

  private final UpstreamPool endpoints;
  private final Dialer dialer;
  private final RelayLoop loop;
  private final RelayLimits limits;
  private final List<Connections> connections = new ArrayList<>();

  H2Pool(UpstreamPool endpoints, Dialer dialer, RelayLoop loop, RelayLimits limits) {
    this.endpoints = endpoints;
    this.dialer = dialer;
    this.loop = loop;
    this.limits = limits;
    for (int i = 0; i < endpoints.size(); i++) {
      connections.add(new Connections(i));
    }
  }

  /** Gives the request a connection, now or later, or tells it why it gets none. */
  void request(int endpoint, StreamForwarding request) {
    connections.get(endpoint).request(request);
  }

  /** There may be room on a connection: it is for those who wait. */
  void serveWaiting(H2Upstream upstream) {
    connections.get(upstream.endpoint()).serveWaiting(upstream);
  }

  /** Connections close as soon as they are idle. */
  void retire() {
    for (Connections some : connections) {
      some.retired = true;
      List.copyOf(some.open).forEach(H2Upstream::retire);
    }
  }

  /** A connection takes no more requests. */
  void remove(H2Upstream upstream) {
    connections.get(upstream.endpoint()).open.remove(upstream);
  }

  /** Those to one endpoint. */
  private final class Connections implements Dialer.Waiter {

    private final int endpoint;
    private final ArrayList<H2Upstream> open = new ArrayList<>(2);
    private final ArrayDeque<StreamForwarding> waiting = new ArrayDeque<>();
    private int connecting;
    private boolean retired;

    Connections(int endpoint) {
      this.endpoint = endpoint;
    }

    void request(StreamForwarding request) {
      for (int i = 0; i < open.size(); i++) {
        H2Upstream upstream = open.get(i);
        if (upstream.hasRoom()) {
          if (upstream.isReused()) {
            loop.counters.upstreamReuses.increment();
          }
          request.connected(upstream);
          return;
        }
      }
      waiting.removeIf(other -> !other.isWaiting());
      if (waiting.size() >= limits.maxWaitingStreams()) {
        request.connectFailed(Failure.TOO_MANY_STREAMS);
        return;
      }
      waiting.add(request);
      if (connecting == 0 && open.size() < limits.maxHttp2Upstreams()) {
        connecting++;
        dialer.dial(endpoints.endpoint(endpoint), this);
      }
    }

    @Override
    public void opened(Channel channel) {
      connecting--;
      H2Upstream upstream = new H2Upstream(loop, limits, H2Pool.this, endpoint);
      UpstreamPipeline.http2(channel, upstream);
      open.add(upstream);
      upstream.begin(null);
      serveWaiting(upstream);
      if (retired || endpoints.isRetired()) {
        upstream.retire();
      }
    }

    @Override
    public void failed(Failure failure) {
      connecting--;
      if (!open.isEmpty()) {
        // Those who wait may still get a stream of the others, or run out of time.
        return;
      }
      List<StreamForwarding> losers = new ArrayList<>(waiting);
      waiting.clear();
      for (StreamForwarding request : losers) {
        if (request.isWaiting()) {
          request.connectFailed(failure);
        }
      }
    }

    void serveWaiting(H2Upstream upstream) {
      while (!waiting.isEmpty() && upstream.hasRoom()) {
        StreamForwarding request = waiting.remove();
        if (request.isWaiting()) {
          request.connected(upstream);
        }
      }
      if (!waiting.isEmpty() && connecting == 0 && open.size() < limits.maxHttp2Upstreams()) {
        connecting++;
        dialer.dial(endpoints.endpoint(endpoint), this);
      }
    }
  }
}
