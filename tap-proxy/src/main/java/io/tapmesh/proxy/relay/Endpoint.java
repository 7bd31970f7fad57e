package io.tapmesh.proxy.relay;

import io.tapmesh.schemas.config.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One place that a listener forwards to. Names are looked up by {@link #resolve}, on a thread that
 * may wait, never on an event loop. Thread-safe.
 */
public final class Endpoint {

  private static final Logger log = LoggerFactory.getLogger(Endpoint.class);

  private final HostPort configured;
  private final AtomicInteger next = new AtomicInteger();
  private volatile InetAddress[] addresses = {};

  public Endpoint(HostPort configured) {
    this.configured = configured;
  }

  /**
   * A place that is known already.
   *
   * @param original how it is called
   * @param address where it is
   */
  Endpoint(InetSocketAddress original, InetAddress address) {
    configured = new HostPort(original.getAddress().getHostAddress(), original.getPort());
    addresses = new InetAddress[] {address};
  }

  /** Looks the name up; keeps what is known if that fails. */
  public void resolve() {
    try {
      addresses = InetAddress.getAllByName(configured.host());
    } catch (UnknownHostException e) {
      log.warn(
          "endpoint {}: its name does not resolve; keeping {} known addresses",
          configured,
          addresses.length);
    }
  }

  /** Whether looking it up again could give something else. */
  public boolean isName() {
    String host = configured.host();
    return host.indexOf(':') < 0 && !host.chars().allMatch(c -> c == '.' || Character.isDigit(c));
  }

  /** The next of its addresses in turn, or null if none is known. */
  @Nullable InetSocketAddress address() {
    InetAddress[] known = addresses;
    if (known.length == 0) {
      return null;
    }
    int index = known.length == 1 ? 0 : Math.floorMod(next.getAndIncrement(), known.length);
    return new InetSocketAddress(known[index], configured.port());
  }

  String host() {
    return configured.host();
  }

  int port() {
    return configured.port();
  }

  @Override
  public String toString() {
    return configured.toString();
  }
}
