package io.tapmesh.proxy;

import static java.util.Objects.requireNonNull;

import io.tapmesh.proxy.hop.HopHeaders;
import io.tapmesh.proxy.intercept.Interception;
import io.tapmesh.proxy.telemetry.Routes;
import io.tapmesh.proxy.telemetry.TelemetrySettings;
import io.tapmesh.proxy.tls.Alpn;
import io.tapmesh.proxy.tls.TlsSettings;
import io.tapmesh.schemas.StartupException;
import io.tapmesh.schemas.config.ConfigDocument;
import io.tapmesh.schemas.config.ConfigException;
import io.tapmesh.schemas.config.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a proxy needs to know. The fields and their defaults are described in the schema
 * of the kind {@code TapProxy}. Immutable.
 *
 * @param stuckAfter for how long an event loop may not turn before probes are told; zero for ever
 * @param eventLoopThreads 0 for one per processor
 * @param eventLoopAffinity whether event loops are bound to processors if there is one for each
 * @param mark of the packets to upstreams, as {@code SO_MARK}; 0 for none
 * @param memoryBudgetBytes for the whole process
 * @param reloadInterval how often the file is looked at for changes; zero for never
 * @param detectionWait how long a client may be silent before it is asked whether the server speaks
 *     first
 * @param revision stamps the telemetry; changes with the text of the configuration
 * @param text the configuration in force as JSON, for people; without secrets
 * @param document what this was read from; holds secrets
 */
public record ProxyConfig(
    Service service,
    HostPort admin,
    Duration stuckAfter,
    String transport,
    int eventLoopThreads,
    boolean eventLoopAffinity,
    int mark,
    List<Inbound> inbound,
    List<Outbound> outbound,
    Duration detectionWait,
    Telemetry telemetry,
    Limits limits,
    Tap tap,
    long memoryBudgetBytes,
    Duration drainTimeout,
    Duration flushTimeout,
    Duration reloadInterval,
    String revision,
    String text,
    ConfigDocument document) {

  /** Copies the lists. */
  public ProxyConfig {
    requireNonNull(service, "service");
    inbound = List.copyOf(inbound);
    outbound = List.copyOf(outbound);
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException with all errors, if there are any
   * @throws StartupException if it cannot be read
   */
  public static ProxyConfig load(Path file) {
    return ProxyConfigReader.load(file);
  }

  /**
   * Reads a text.
   *
   * @param name stands for the file in messages
   * @throws ConfigException as {@link #load}
   */
  public static ProxyConfig parse(String yaml, String name) {
    return ProxyConfigReader.parse(yaml, name);
  }

  /** All places that requests are forwarded to. */
  List<HostPort> endpoints() {
    List<HostPort> all = new ArrayList<>();
    inbound.forEach(listener -> all.add(listener.application()));
    outbound.forEach(listener -> all.addAll(listener.endpoints()));
    return all;
  }

  /**
   * What can be looked at after the fact, and by whom.
   *
   * @param isEnabled null for only where the admin port is on a loopback address
   * @param headers names of those that are shown, none of which carries credentials
   * @param slowRequest zero for no such trigger
   */
  public record Tap(
      @Nullable Boolean isEnabled,
      List<String> headers,
      int ringExchanges,
      Duration slowRequest,
      int burstErrors,
      Duration burstWithin) {}

  /** The application, as telemetry names it. */
  public record Service(
      String name, @Nullable String namespace, @Nullable String version, String instance) {}

  /**
   * What clients of a listener speak.
   *
   * @param protocol as configured, {@code detect} for whatever their first bytes say
   * @param opaquePorts of destinations whose connections are not looked into
   * @param tls inbound what terminates it, outbound what originates it; null for neither
   * @param alpn what is offered to clients whose TLS is terminated
   * @param headers what is added to messages of HTTP; null for nothing
   */
  public record ListenerProtocol(
      String protocol,
      Set<Integer> opaquePorts,
      @Nullable TlsSettings tls,
      Alpn alpn,
      @Nullable HopHeaders headers) {}

  /**
   * A listener in front of the application.
   *
   * @param application null if it intercepts
   * @param intercept null if callers connect to it; then there is an application
   */
  public record Inbound(
      HostPort listen,
      @Nullable HostPort application,
      ListenerProtocol protocol,
      List<Routes.Route> routes,
      @Nullable Interception intercept) {}

  /**
   * A listener that stands for another service, or for all that the application calls.
   *
   * @param service null if it intercepts
   * @param endpoints none if it intercepts
   * @param intercept null if the application connects to it
   */
  public record Outbound(
      HostPort listen,
      @Nullable String service,
      List<HostPort> endpoints,
      ListenerProtocol protocol,
      List<Routes.Route> routes,
      @Nullable Interception intercept) {}

  /** Whether any listener intercepts. */
  public boolean intercepts() {
    return inbound.stream().anyMatch(listener -> listener.intercept() != null)
        || outbound.stream().anyMatch(listener -> listener.intercept() != null);
  }

  /**
   * What is recorded and where it goes.
   *
   * @param kafka null for no spans, and metrics on the admin port only
   */
  public record Telemetry(
      @Nullable Kafka kafka,
      Duration metricsInterval,
      long metricsBufferBytes,
      int spanQueueSize,
      int spanBatchSize,
      Duration spanBatchDelay,
      int maxPeers,
      int maxRpcMethods,
      int maxSeries,
      TelemetrySettings.Sampling sampling,
      TelemetrySettings.Templating templating) {}

  /** Where Kafka is; {@code properties} win over ours. */
  public record Kafka(String bootstrapServers, Map<String, String> properties) {}

  /**
   * What a peer may make the proxy hold or wait for.
   *
   * @param maxRequestBodyBytes 0 for any size
   */
  public record Limits(
      int maxConnections,
      int maxConnectionsPerClient,
      int maxHeaderBytes,
      int maxStartLineBytes,
      int maxHeaders,
      long maxRequestBodyBytes,
      long minRequestBodyBytesPerSecond,
      int maxInterimResponses,
      Duration connectTimeout,
      Duration headerTimeout,
      Duration responseTimeout,
      Duration idleTimeout,
      Duration tunnelIdleTimeout,
      Duration upstreamIdleTimeout,
      int maxIdleUpstreams,
      Duration lingerTimeout,
      Http2 http2) {}

  /** The same, for HTTP/2. */
  public record Http2(
      int maxStreams,
      int streamWindowBytes,
      int connectionWindowBytes,
      int connectionBufferBytes,
      int maxContinuations,
      Duration interval,
      int maxResets,
      int maxPings,
      int maxSettings,
      int maxPriorities,
      int maxWindowUpdates,
      int maxEmptyFrames,
      int maxUnreadReplies,
      int maxUpstreams,
      int maxWaiting,
      Duration streamTimeout) {}
}
