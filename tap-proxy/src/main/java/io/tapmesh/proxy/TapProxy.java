package io.tapmesh.proxy;

import static java.util.Objects.requireNonNull;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.tapmesh.proxy.admin.AdminPage;
import io.tapmesh.proxy.admin.AdminServer;
import io.tapmesh.proxy.intercept.OwnSockets;
import io.tapmesh.proxy.net.ProcessorBinding;
import io.tapmesh.proxy.net.Transport;
import io.tapmesh.proxy.relay.MemoryBudget;
import io.tapmesh.proxy.relay.RelayCounters;
import io.tapmesh.proxy.relay.RelayLoop;
import io.tapmesh.proxy.relay.RelayServer;
import io.tapmesh.proxy.tap.Tap;
import io.tapmesh.proxy.tap.TapPages;
import io.tapmesh.proxy.telemetry.Direction;
import io.tapmesh.proxy.telemetry.PrometheusText;
import io.tapmesh.proxy.telemetry.SpanCounts;
import io.tapmesh.proxy.telemetry.Telemetry;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.MetricNames;
import io.tapmesh.schemas.StartupException;
import io.tapmesh.schemas.config.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
  private static final long LET_OUT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration MEMORY_PERIOD = Duration.ofMillis(200);
  private static final Duration TAP_PERIOD = Duration.ofMillis(200);
  private static final Duration CLOCK_PERIOD = Duration.ofSeconds(60);
  private static final Duration RESOLVE_PERIOD = Duration.ofSeconds(10);

  private final RelayCounters counters = new RelayCounters();
  private final OwnSockets own = new OwnSockets();
  private final Tap tap;
  private final Telemetry telemetry;
  private final Transport transport;
  private final MultiThreadIoEventLoopGroup group;
  private final List<RelayLoop> loops = new ArrayList<>();
  private final Endpoints endpoints = new Endpoints();
  private final Listeners listeners;
  private final Reloads reloads;
  private final MemoryBudget memory;
  private final Upkeep upkeep = new Upkeep();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final AtomicBoolean impatient = new AtomicBoolean();
  private @Nullable AdminServer admin;

  private TapProxy(ProxyConfig config, @Nullable Path file, MemoryBudget memory) {
    this.memory = memory;
    transport = transport(config.transport());
    tap = new Tap(Settings.tap(config.tap()), dump -> TapShipping.ship(dump, config, telemetry()));
    telemetry = new Telemetry(Settings.telemetry(config), tap::watch);
    telemetry.gauge(MetricNames.REQUESTS_IN_FLIGHT, "{request}", counters::exchanges);
    int threads = config.eventLoopThreads();
    group =
        transport.newGroup(
            threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
            "tapmesh-" + config.service().name());
    for (EventExecutor loop : group) {
      loops.add(new RelayLoop((EventLoop) loop, counters, own, memory));
    }
    RelayServer server = new RelayServer(transport, group, loops, counters);
    listeners = new Listeners(server, telemetry, endpoints, own);
    reloads = new Reloads(file, config, this::follow);
  }

  /** As {@link #start(ProxyConfig)}, and follows the changes of the file from then on. */
  public static TapProxy start(Path file) {
    return start(ProxyConfig.load(requireNonNull(file, "file")), file);
  }

  /**
   * Starts a proxy. When this returns all its ports are open.
   *
   * @throws StartupException with {@link ExitCode#UNAVAILABLE} if a port cannot be opened, or
   *     {@link ExitCode#USAGE} if the machine lacks the transport; nothing is left running then
   */
  public static TapProxy start(ProxyConfig config) {
    return start(requireNonNull(config, "config"), null);
  }

  private static TapProxy start(ProxyConfig config, @Nullable Path file) {
    return start(config, file, MemoryBudget.ofThisJvm(config.memoryBudgetBytes()));
  }

  /** With a budget that a test decides on. */
  static TapProxy start(ProxyConfig config, @Nullable Path file, MemoryBudget memory) {
    TapProxy proxy = new TapProxy(config, file, memory);
    try {
      if (config.eventLoopAffinity()) {
        // While no port is open: a process that is being started holds what is open for a moment.
        ProcessorBinding.bind(proxy.group);
      }
      proxy.follow(config);
      proxy.admin = proxy.openAdmin(config.admin());
    } catch (StartupException e) {
      proxy.stop(Duration.ZERO);
      throw e;
    }
    proxy.keepUp(config, file);
    proxy.announce(config);
    return proxy;
  }

  private void keepUp(ProxyConfig config, @Nullable Path file) {
    upkeep.every(MEMORY_PERIOD, memory::sampleHeap);
    upkeep.every(TAP_PERIOD, tap::dumpIfDue);
    upkeep.every(CLOCK_PERIOD, telemetry::anchorClock);
    upkeep.every(RESOLVE_PERIOD, endpoints::resolve);
    upkeep.every(RESOLVE_PERIOD, listeners::refreshInterception);
    upkeep.every(RESOLVE_PERIOD, listeners::refreshCertificates);
    if (file != null && !config.reloadInterval().isZero()) {
      upkeep.every(config.reloadInterval(), reloads::look);
    }
  }

  private void announce(ProxyConfig config) {
    String name = config.service().name();
    listeners.ports().forEach(port -> announce(name, port));
    log.info(
        "{}: admin {}, {} with {} threads, revision {}",
        name,
        text(adminAddress()),
        transport,
        loops.size(),
        config.revision());
  }

  private static void announce(String name, Listeners.Port port) {
    log.info(
        "{}: {} {} to {}",
        name,
        port.target().direction().name().toLowerCase(Locale.ROOT),
        text(port.listener().address()),
        port.target().leadsTo());
  }

  static String text(InetSocketAddress address) {
    return new HostPort(address.getAddress().getHostAddress(), address.getPort()).toString();
  }

  private static Transport transport(String name) {
    try {
      return Transport.of(name);
    } catch (IllegalArgumentException e) {
      throw new StartupException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  // ---- opening, and what changes later ----

  private Telemetry telemetry() {
    return telemetry;
  }

  /** Puts the listeners of a configuration in force, or changes nothing. */
  private void follow(ProxyConfig config) {
    synchronized (listeners) {
      if (closing.get()) {
        throw new StartupException(ExitCode.UNAVAILABLE, "the proxy is draining");
      }
      listeners.follow(config);
    }
  }

  private AdminServer openAdmin(HostPort address) {
    AdminSite site =
        new AdminSite(
            reloads,
            listeners,
            new MemoryReport(memory),
            new Health(
                loops,
                config().stuckAfter(),
                closing::get,
                listeners::isAnyOpen,
                telemetry::exportTroubles),
            this::writeMetrics);
    try {
      InetSocketAddress resolved = Listeners.socketAddress(address);
      Map<String, AdminPage> pages = site.pages();
      Boolean enabled = config().tap().isEnabled();
      if (enabled == null ? resolved.getAddress().isLoopbackAddress() : enabled) {
        new TapPages(tap).addTo(pages);
      }
      return AdminServer.start(resolved, pages);
    } catch (IOException e) {
      throw Listeners.cannotListen(address, e);
    }
  }

  private void writeMetrics(PrometheusText text) {
    ProxyMetrics.write(config(), transport, counters, text);
    telemetry.write(text);
    tap.write(text);
    text.counter(
        "tapmesh_proxy_tap_records_lost_total",
        "Records of dumps that Kafka did not take.",
        telemetry.logsLost());
  }

  /**
   * Reads the file that it was started from, and puts it in force: listeners, endpoints, routes and
   * limits, without closing a connection. What cannot be put in force changes nothing.
   *
   * @throws IllegalStateException if it was not started from a file
   */
  public ReloadResult reload() {
    return reloads.reload();
  }

  /** As {@link #reload()}, with a configuration that does not come from a file. */
  public ReloadResult reload(ProxyConfig next) {
    return reloads.replace(requireNonNull(next, "next"));
  }

  // ---- what it is ----

  /** Where an inbound listener listens, in the order of the configuration. */
  public InetSocketAddress inboundAddress(int index) {
    return listeners.ports(Direction.INBOUND).get(index).listener().address();
  }

  /** Where an outbound listener listens, in the order of the configuration. */
  public InetSocketAddress outboundAddress(int index) {
    return listeners.ports(Direction.OUTBOUND).get(index).listener().address();
  }

  /** Where the admin port is. */
  public InetSocketAddress adminAddress() {
    return requireNonNull(admin, "admin").address();
  }

  /** The configuration in force. */
  public ProxyConfig config() {
    return reloads.inForce();
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
    ProxyConfig config = config();
    loops.stream().map(RelayLoop::drain).toList().forEach(Future::awaitUninterruptibly);
    synchronized (listeners) {
      listeners.close(Direction.INBOUND);
    }
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

  /**
   * Waits for those who were let in. The application may need others to complete what it has begun,
   * so it is let out as long as anybody is in, and for a moment; what it begins after that would
   * keep the proxy from ending.
   */
  private boolean awaitConnectionsGone(Duration timeout) {
    long start = System.nanoTime();
    boolean letsOut = true;
    while (counters.clientConnections() > 0) {
      long passed = System.nanoTime() - start;
      if (passed >= timeout.toNanos() || impatient.get()) {
        return false;
      }
      if (letsOut && passed >= LET_OUT_NANOS && listeners.connections(Direction.INBOUND) == 0) {
        letsOut = false;
        listeners.close(Direction.OUTBOUND);
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

  /**
   * With io_uring a connection is closed when the kernel has let go of it, which event loops that
   * end do not wait for.
   */
  private void awaitConnectionsClosed() {
    long start = System.nanoTime();
    while (counters.clientConnections() + counters.upstreamConnections() > 0
        && System.nanoTime() - start < CLOSE_NANOS) {
      try {
        TimeUnit.MILLISECONDS.sleep(1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private boolean stop(Duration flushTimeout) {
    closing.set(true);
    synchronized (listeners) {
      listeners.close(Direction.OUTBOUND);
      listeners.close(Direction.INBOUND);
    }
    // Before the event loops end: they would close connections in an orderly way.
    loops.stream().map(RelayLoop::abort).toList().forEach(Future::awaitUninterruptibly);
    awaitConnectionsClosed();
    // What was reset may be a trigger, and only event loops know what came before.
    upkeep.close();
    tap.dumpIfDue();
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    boolean complete = telemetry.close(flushTimeout);
    if (admin != null) {
      admin.close();
    }
    return complete;
  }
}
