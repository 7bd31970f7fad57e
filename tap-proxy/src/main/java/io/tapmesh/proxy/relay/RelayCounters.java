package io.tapmesh.proxy.relay;

import static java.util.Objects.requireNonNull;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import io.tapmesh.proxy.http2.Http2Violation;
import io.tapmesh.proxy.intercept.Refusal;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** What a proxy counts about its connections. Thread-safe. */
public final class RelayCounters {

  final AtomicInteger clientConnections = new AtomicInteger();
  final AtomicInteger upstreamConnections = new AtomicInteger();
  final AtomicInteger idleUpstreams = new AtomicInteger();
  final AtomicInteger exchanges = new AtomicInteger();
  final LongAdder accepted = new LongAdder();
  final LongAdder refusedConnections = new LongAdder();
  final LongAdder refusedOfClient = new LongAdder();
  final ConnectionsByClient byClient = new ConnectionsByClient();
  final LongAdder upstreamConnects = new LongAdder();
  final LongAdder upstreamConnectFailures = new LongAdder();
  final LongAdder upstreamReuses = new LongAdder();
  final LongAdder shedConnections = new LongAdder();
  final LongAdder shedRequests = new LongAdder();
  final LongAdder shedStalled = new LongAdder();
  final LongAdder retries = new LongAdder();
  final LongAdder tlsHandshakes = new LongAdder();
  private final Map<TlsFailure, LongAdder> tlsFailures =
      Stream.of(TlsFailure.values())
          .collect(toUnmodifiableMap(identity(), each -> new LongAdder()));

  void tlsFailed(TlsFailure why) {
    requireNonNull(tlsFailures.get(why)).increment();
  }

  /** TLS handshakes, on both sides, that came to a good end. */
  public long tlsHandshakes() {
    return tlsHandshakes.sum();
  }

  /** TLS handshakes that failed for this reason. */
  public long tlsFailures(TlsFailure why) {
    return requireNonNull(tlsFailures.get(why)).sum();
  }

  private final LongAdder[] http2Violations =
      Stream.generate(LongAdder::new)
          .limit(Http2Violation.values().length)
          .toArray(LongAdder[]::new);

  @SuppressWarnings("EnumOrdinal") // The array never leaves this object.
  void http2Violation(Http2Violation violation) {
    http2Violations[violation.ordinal()].increment();
  }

  /** How often peers of HTTP/2 did something that they may not. */
  @SuppressWarnings("EnumOrdinal")
  public long http2Violations(Http2Violation violation) {
    return http2Violations[violation.ordinal()].sum();
  }

  private final Map<Refusal, LongAdder> refusals =
      Stream.of(Refusal.values()).collect(toUnmodifiableMap(identity(), each -> new LongAdder()));

  void refuse(Refusal why) {
    requireNonNull(refusals.get(why)).increment();
  }

  /** Intercepted connections that were reset for this reason. */
  public long refused(Refusal why) {
    return requireNonNull(refusals.get(why)).sum();
  }

  /** Open connections of clients. */
  public int clientConnections() {
    return clientConnections.get();
  }

  /** Open connections to upstreams, busy and pooled. */
  public int upstreamConnections() {
    return upstreamConnections.get();
  }

  /** Pooled connections to upstreams that wait for work. */
  public int idleUpstreams() {
    return idleUpstreams.get();
  }

  /** Requests whose response is not complete. */
  public int exchanges() {
    return exchanges.get();
  }

  /** Connections of clients since the start. */
  public long accepted() {
    return accepted.sum();
  }

  /** Connections of clients beyond the limit for all of them. */
  public long refusedConnections() {
    return refusedConnections.sum();
  }

  /** Connections beyond the limit for one client. */
  public long refusedOfClient() {
    return refusedOfClient.sum();
  }

  /** Attempts to connect to an upstream. */
  public long upstreamConnects() {
    return upstreamConnects.sum();
  }

  /** Of {@link #upstreamConnects}, those that failed. */
  public long upstreamConnectFailures() {
    return upstreamConnectFailures.sum();
  }

  /** Requests that found a pooled connection. */
  public long upstreamReuses() {
    return upstreamReuses.sum();
  }

  /** Connections that were refused because memory was short. */
  public long shedConnections() {
    return shedConnections.sum();
  }

  /** Requests that were refused because memory was short. */
  public long shedRequests() {
    return shedRequests.sum();
  }

  /** Exchanges that were reset because memory was short and their client did not read. */
  public long shedStalled() {
    return shedStalled.sum();
  }

  /** Attempts beyond the first of a request. */
  public long retries() {
    return retries.sum();
  }
}
