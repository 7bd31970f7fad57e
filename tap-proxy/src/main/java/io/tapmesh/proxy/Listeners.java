package io.tapmesh.proxy;

import io.tapmesh.proxy.intercept.Interception;
import io.tapmesh.proxy.intercept.OwnSockets;
import io.tapmesh.proxy.relay.ListenerSettings;
import io.tapmesh.proxy.relay.RelayListener;
import io.tapmesh.proxy.relay.RelayServer;
import io.tapmesh.proxy.telemetry.Direction;
import io.tapmesh.proxy.telemetry.ListenerTelemetry;
import io.tapmesh.proxy.telemetry.Routes;
import io.tapmesh.proxy.telemetry.Telemetry;
import io.tapmesh.proxy.tls.TlsContext;
import io.tapmesh.proxy.tls.TlsSettings;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.Services;
import io.tapmesh.schemas.StartupException;
import io.tapmesh.schemas.config.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The open ports of a proxy, and how they follow its configuration. One thread at a time may change
 * them; any may look.
 */
final class Listeners {

  private static final String ORIGINAL_DESTINATIONS = "original destinations";

  private final RelayServer server;
  private final Telemetry telemetry;
  private final Endpoints endpoints;
  private final OwnSockets own;
  private final Map<TlsSettings, TlsContext> secured = new ConcurrentHashMap<>();
  private volatile List<Port> ports = List.of();

  /**
   * An open port.
   *
   * @param key the address as configured; those that ask for any free port are counted
   */
  record Port(String key, Target target, RelayListener listener) {}

  /** What a listener is to be. */
  record Target(HostPort listen, Direction direction, String leadsTo, ListenerSettings settings) {}

  Listeners(RelayServer server, Telemetry telemetry, Endpoints endpoints, OwnSockets own) {
    this.server = server;
    this.telemetry = telemetry;
    this.endpoints = endpoints;
    this.own = own;
  }

  /** All of them: inbound ones first, each in the order of the configuration. */
  List<Port> ports() {
    return ports;
  }

  List<Port> ports(Direction direction) {
    return ports.stream().filter(port -> port.target().direction() == direction).toList();
  }

  /**
   * Opens what is new, changes what stays, closes what is no longer wanted. If a port cannot be
   * opened nothing changes.
   *
   * @throws StartupException if a port cannot be opened
   */
  void follow(ProxyConfig config) {
    if (config.intercepts()) {
      InterceptionStart.check(server, config.mark());
      own.watch();
    }
    server.mark(config.mark());
    Map<String, RelayListener> open = new HashMap<>();
    ports.forEach(port -> open.put(port.key(), port.listener()));
    List<Port> next = new ArrayList<>();
    List<RelayListener> opened = new ArrayList<>();
    Map<String, Integer> times = new HashMap<>();
    try {
      for (Target target : targets(config)) {
        String address = target.listen().toString();
        String key = address + "#" + times.merge(address, 1, Integer::sum);
        requireSameSocket(key, target);
        RelayListener listener = open.get(key);
        if (listener == null) {
          listener = open(target);
          opened.add(listener);
        }
        next.add(new Port(key, target, listener));
      }
    } catch (StartupException e) {
      opened.forEach(RelayListener::close);
      forgetCertificates();
      throw e;
    }
    for (Port port : next) {
      if (!opened.contains(port.listener())) {
        port.listener().update(port.target().settings());
      }
    }
    Set<RelayListener> kept = new HashSet<>();
    next.forEach(port -> kept.add(port.listener()));
    ports.stream()
        .filter(port -> !kept.contains(port.listener()))
        .forEach(p -> p.listener().close());
    ports = List.copyOf(next);
    forgetCertificates();
    own.listensOn(next.stream().map(port -> port.listener().address().getPort()).toList());
    endpoints.retain(config.endpoints());
    keepTelemetry(config);
  }

  /** Names of intercepted destinations may change without a reload, so all of them are kept. */
  private void keepTelemetry(ProxyConfig config) {
    Set<String> callees = new HashSet<>();
    boolean anywhere = false;
    for (ProxyConfig.Outbound listener : config.outbound()) {
      if (listener.service() == null) {
        anywhere = true;
      } else {
        callees.add(listener.service());
      }
    }
    telemetry.keep(!config.inbound().isEmpty(), anywhere ? null : callees);
  }

  /** A socket that listens is kept, so what it was opened with has to stay. */
  private void requireSameSocket(String key, Target next) {
    for (Port port : ports) {
      boolean was = port.target().settings().isTransparent();
      if (port.key().equals(key) && was != next.settings().isTransparent()) {
        throw new StartupException(
            ExitCode.USAGE,
            "intercept: %s at %s (expected: %s as at the start; this needs a restart or another port)"
                .formatted(
                    was ? "not tproxy" : "tproxy", next.listen(), was ? "tproxy" : "not tproxy"));
      }
    }
  }

  private List<Target> targets(ProxyConfig config) {
    List<Target> targets = new ArrayList<>();
    for (ProxyConfig.Inbound listener : config.inbound()) {
      ListenerTelemetry tap =
          new ListenerTelemetry(Direction.INBOUND, new Routes(listener.routes()), null);
      HostPort application = listener.application();
      List<HostPort> addresses = application == null ? List.of() : List.of(application);
      ListenerSettings settings =
          settings(addresses, listener.protocol(), tap, config, listener.intercept());
      String leadsTo = application == null ? ORIGINAL_DESTINATIONS : application.toString();
      targets.add(new Target(listener.listen(), Direction.INBOUND, leadsTo, settings));
    }
    for (ProxyConfig.Outbound listener : config.outbound()) {
      String service = listener.service();
      ListenerTelemetry tap =
          new ListenerTelemetry(
              Direction.OUTBOUND,
              new Routes(listener.routes()),
              service == null ? Services.EXTERNAL : service);
      ListenerSettings settings =
          settings(listener.endpoints(), listener.protocol(), tap, config, listener.intercept());
      String leadsTo =
          service == null ? ORIGINAL_DESTINATIONS : service + " " + listener.endpoints();
      targets.add(new Target(listener.listen(), Direction.OUTBOUND, leadsTo, settings));
    }
    return targets;
  }

  private ListenerSettings settings(
      List<HostPort> addresses,
      ProxyConfig.ListenerProtocol protocol,
      ListenerTelemetry tap,
      ProxyConfig config,
      @Nullable Interception intercept) {
    if (intercept != null && intercept.services() != null) {
      intercept.services().resolve();
    }
    return new ListenerSettings(
        endpoints.of(addresses),
        Settings.relay(config.limits()),
        Settings.listener(protocol, config, tls(protocol.tls())),
        loop -> telemetry.recorder(tap, loop, config.revision()),
        intercept);
  }

  private @Nullable TlsContext tls(@Nullable TlsSettings settings) {
    if (settings == null) {
      return null;
    }
    TlsContext known = secured.get(settings);
    if (known == null) {
      try {
        known = new TlsContext(settings);
      } catch (IOException e) {
        throw new StartupException(ExitCode.USAGE, "tls: " + e.getMessage(), e);
      }
      secured.put(settings, known);
    }
    return known;
  }

  /** Of listeners that are no more; connections that are open keep what they began with. */
  private void forgetCertificates() {
    Set<TlsSettings> used = new HashSet<>();
    for (Port port : ports) {
      TlsContext tls = port.target().settings().options().tls();
      if (tls != null) {
        used.add(tls.settings());
      }
    }
    secured.keySet().retainAll(used);
  }

  /** Reads certificates again that have changed. */
  void refreshCertificates() {
    secured.values().forEach(TlsContext::refresh);
  }

  /** Looks up again what interception knows of this machine and of names; may wait. */
  void refreshInterception() {
    own.refreshAddresses();
    for (Port port : ports) {
      Interception intercept = port.target().settings().interception();
      if (intercept != null && intercept.services() != null) {
        intercept.services().resolve();
      }
    }
  }

  private RelayListener open(Target target) {
    try {
      return server.listen(socketAddress(target.listen()), target.settings());
    } catch (IOException e) {
      throw cannotListen(target.listen(), e);
    }
  }

  /** Whether somebody can connect to any of them. */
  boolean isAnyOpen() {
    return ports.stream().anyMatch(port -> port.listener().isOpen());
  }

  /** Clients that are connected to these. */
  int connections(Direction direction) {
    return ports(direction).stream().mapToInt(port -> port.listener().connections()).sum();
  }

  /** Lets nobody in any more on these. */
  void close(Direction direction) {
    ports(direction).forEach(port -> port.listener().close());
  }

  static InetSocketAddress socketAddress(HostPort address) {
    InetSocketAddress resolved = new InetSocketAddress(address.host(), address.port());
    if (resolved.isUnresolved()) {
      throw new StartupException(
          ExitCode.UNAVAILABLE, "cannot listen on " + address + ": the name does not resolve");
    }
    return resolved;
  }

  static StartupException cannotListen(HostPort address, @Nullable Throwable cause) {
    String reason = cause == null ? "unknown" : String.valueOf(cause.getMessage());
    return new StartupException(
        ExitCode.UNAVAILABLE, "cannot listen on " + address + ": " + reason, cause);
  }
}
