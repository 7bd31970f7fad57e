package io.tapmesh.proxy;

import static java.util.Objects.requireNonNull;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.tapmesh.proxy.admin.AdminPages;
import io.tapmesh.proxy.admin.AdminServer;
import io.tapmesh.proxy.net.Transport;
import io.tapmesh.proxy.relay.Endpoint;
import io.tapmesh.proxy.relay.RelayCounters;
import io.tapmesh.proxy.relay.RelayLoop;
import io.tapmesh.proxy.relay.RelayServer;
import io.tapmesh.proxy.telemetry.Direction;
import io.tapmesh.proxy.telemetry.ListenerTelemetry;
import io.tapmesh.proxy.telemetry.PrometheusText;
import io.tapmesh.proxy.telemetry.Routes;
import io.tapmesh.proxy.telemetry.SpanCounts;
import io.tapmesh.proxy.telemetry.Telemetry;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import io.tapmesh.schemas.config.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A proxy beside one application: forwards what comes in and what goes out, and records it.
 *
 * <p>Any number may run in one JVM; they share nothing. All methods may be called from any thread
 * but the proxy's own.
 */
public final class TapProxy implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TapProxy.class);
  private static final long POLL_MILLIS = 10;

  private final ProxyConfig config;
  private final RelayCounters counters = new RelayCounters();
  private final Telemetry telemetry;
  private final Transport transport;
  private final MultiThreadIoEventLoopGroup group;
  private final List<RelayLoop> loops = new ArrayList<>();
  private final List<Channel> inbound = new ArrayList<>();
  private final List<Channel> outbound = new ArrayList<>();
  private final Upkeep upkeep;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final AtomicBoolean impatient = new AtomicBoolean();
  private @Nullable AdminServer admin;

  private TapProxy(ProxyConfig config) {
    this.config = config;
    transport = transport(config.transport());
    telemetry = new Telemetry(Settings.telemetry(config));
    int threads = config.eventLoopThreads();
    group =
        transport.newGroup(
            threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
            "tapmesh-" + config.service().name());
    for (EventExecutor loop : group) {
      loops.add(new RelayLoop((EventLoop) loop, counters));
    }
    upkeep = new Upkeep(telemetry::anchorClock);
  }

  /**
   * Starts a proxy. When this returns all its ports are open.
   *
   * @throws StartupException with {@link ExitCode#UNAVAILABLE} if a port cannot be opened, or
   *     {@link ExitCode#USAGE} if the machine lacks the transport; nothing is left running then
   */
  public static TapProxy start(ProxyConfig config) {
    TapProxy proxy = new TapProxy(requireNonNull(config, "config"));
    try {
      proxy.open();
    } catch (StartupException e) {
      proxy.stop(Duration.ZERO);
      throw e;
    }
    proxy.announce();
    return proxy;
  }

  private void announce() {
    String name = config.service().name();
    for (int i = 0; i < inbound.size(); i++) {
      log.info(
          "{}: inbound {} to {}",
          name,
          text(inbound.get(i)),
          config.inbound().get(i).application());
    }
    for (int i = 0; i < outbound.size(); i++) {
      ProxyConfig.Outbound target = config.outbound().get(i);
      log.info(
          "{}: outbound {} to {} {}",
          name,
          text(outbound.get(i)),
          target.service(),
          target.endpoints());
    }
    log.info(
        "{}: admin {}, {} with {} threads, revision {}",
        name,
        text(adminAddress()),
        transport,
        loops.size(),
        config.revision());
  }

  private static String text(Channel listener) {
    return text(RelayServer.address(listener));
  }

  private static String text(InetSocketAddress address) {
    return new HostPort(address.getAddress().getHostAddress(), address.getPort()).toString();
  }

  private static Transport transport(String name) {
    try {
      return Transport.of(name);
    } catch (IllegalArgumentException e) {
      throw new StartupException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  // ---- opening ----

  private void open() {
    RelayServer server =
        new RelayServer(
            transport,
            group,
            loops,
            counters,
            Settings.relay(config.limits()),
            config.limits().maxConnections());
    for (ProxyConfig.Inbound listener : config.inbound()) {
      ListenerTelemetry tap =
          new ListenerTelemetry(Direction.INBOUND, new Routes(listener.routes()), null);
      List<HostPort> application = List.of(listener.application());
      inbound.add(open(server, listener.listen(), application, tap));
    }
    for (ProxyConfig.Outbound listener : config.outbound()) {
      ListenerTelemetry tap =
          new ListenerTelemetry(
              Direction.OUTBOUND, new Routes(listener.routes()), listener.service());
      outbound.add(open(server, listener.listen(), listener.endpoints(), tap));
    }
    admin = openAdmin();
  }

  private Channel open(
      RelayServer server, HostPort listen, List<HostPort> targets, ListenerTelemetry tap) {
    List<Endpoint> endpoints = targets.stream().map(Endpoint::new).toList();
    endpoints.forEach(upkeep::resolve);
    var bound =
        server
            .listen(socketAddress(listen), endpoints, loop -> telemetry.recorder(tap, loop))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw cannotListen(listen, bound.cause());
    }
    return bound.channel();
  }

  private AdminServer openAdmin() {
    try {
      return AdminServer.start(socketAddress(config.admin()), new Pages());
    } catch (IOException e) {
      throw cannotListen(config.admin(), e);
    }
  }

  private static InetSocketAddress socketAddress(HostPort address) {
    InetSocketAddress resolved = new InetSocketAddress(address.host(), address.port());
    if (resolved.isUnresolved()) {
      throw new StartupException(
          ExitCode.UNAVAILABLE, "cannot listen on " + address + ": the name does not resolve");
    }
    return resolved;
  }

  private static StartupException cannotListen(HostPort address, @Nullable Throwable cause) {
    String reason = cause == null ? "unknown" : String.valueOf(cause.getMessage());
    return new StartupException(
        ExitCode.UNAVAILABLE, "cannot listen on " + address + ": " + reason, cause);
  }

  // ---- what it is ----

  /** Where an inbound listener listens, in the order of the configuration. */
  public InetSocketAddress inboundAddress(int index) {
    return RelayServer.address(inbound.get(index));
  }

  /** Where an outbound listener listens, in the order of the configuration. */
  public InetSocketAddress outboundAddress(int index) {
    return RelayServer.address(outbound.get(index));
  }

  /** Where the admin port is. */
  public InetSocketAddress adminAddress() {
    return requireNonNull(admin, "admin").address();
  }

  /** The configuration in force. */
  public ProxyConfig config() {
    return config;
  }

  /** What it counts about its connections. */
  public RelayCounters counters() {
    return counters;
  }

  /** Where its spans have gone. */
  public SpanCounts spanCounts() {
    return telemetry.spanCounts();
  }

  /** Sends the metrics of the interval that has begun, without waiting for its end. */
  public void collectMetrics() {
    telemetry.collect();
  }

  private final class Pages implements AdminPages {

    @Override
    public boolean isReady() {
      return !closing.get();
    }

    @Override
    public String metrics() {
      PrometheusText text = new PrometheusText();
      ProxyMetrics.write(config, transport, counters, text);
      telemetry.write(text);
      return text.toString();
    }

    @Override
    public String config() {
      return "{\"revision\": \"%s\", \"config\": %s}%n".formatted(config.revision(), config.text());
    }
  }

  // ---- closing ----

  /**
   * Drains and ends: no new connections, requests in flight are completed within the configured
   * time, then the telemetry of all of them is sent. Returns when all of that is done. A second
   * call returns at once.
   */
  @Override
  public void close() {
    drain();
  }

  /**
   * As {@link #close}.
   *
   * @return whether everything was completed and sent, within the times that are configured
   */
  public boolean drain() {
    if (!closing.compareAndSet(false, true)) {
      return true;
    }
    loops.stream().map(RelayLoop::drain).toList().forEach(Future::awaitUninterruptibly);
    inbound.forEach(listener -> listener.close().awaitUninterruptibly());
    boolean drained = awaitConnectionsGone(config.drainTimeout());
    if (!drained) {
      log.warn("{} requests did not end in time and are reset", counters.exchanges());
    }
    return stop(config.flushTimeout()) && drained;
  }

  /** Makes a {@link #drain} that is under way stop waiting for requests. */
  public void hurry() {
    impatient.set(true);
  }

  private boolean awaitConnectionsGone(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (counters.clientConnections() > 0) {
      if (System.nanoTime() - deadline >= 0 || impatient.get()) {
        return false;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  private boolean stop(Duration flushTimeout) {
    closing.set(true);
    outbound.forEach(listener -> listener.close().awaitUninterruptibly());
    inbound.forEach(listener -> listener.close().awaitUninterruptibly());
    // Before the event loops end: they would close connections in an orderly way.
    loops.stream().map(RelayLoop::abort).toList().forEach(Future::awaitUninterruptibly);
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    boolean complete = telemetry.close(flushTimeout);
    upkeep.close();
    if (admin != null) {
      admin.close();
    }
    return complete;
  }
}
