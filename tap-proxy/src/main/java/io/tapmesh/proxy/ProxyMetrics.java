package io.tapmesh.proxy;

import io.tapmesh.proxy.http2.Http2Violation;
import io.tapmesh.proxy.intercept.Refusal;
import io.tapmesh.proxy.net.Transport;
import io.tapmesh.proxy.relay.RelayCounters;
import io.tapmesh.proxy.relay.TlsFailure;
import io.tapmesh.proxy.telemetry.PrometheusText;
import io.tapmesh.proxy.tls.Engines;
import java.util.Map;
import java.util.TreeMap;

/** The proxy's own state for the admin port. */
final class ProxyMetrics {

  private ProxyMetrics() {}

  static void write(
      ProxyConfig config, Transport transport, RelayCounters counters, PrometheusText text) {
    text.info(
        "tapmesh_proxy_info",
        "What runs here.",
        "service",
        config.service().name(),
        "revision",
        config.revision(),
        "transport",
        transport.name(),
        "tls",
        Engines.name());
    text.gauge(
        "tapmesh_proxy_client_connections",
        "Open connections of clients.",
        counters.clientConnections());
    text.counter(
        "tapmesh_proxy_client_connections_accepted_total",
        "Connections of clients.",
        counters.accepted());
    text.counter(
        "tapmesh_proxy_client_connections_refused_total",
        "Connections of clients beyond a limit.",
        "reason",
        Map.of(
            "max_connections",
            counters.refusedConnections(),
            "max_connections_per_client",
            counters.refusedOfClient()));
    if (config.intercepts()) {
      Map<String, Long> refusals = new TreeMap<>();
      for (Refusal refusal : Refusal.values()) {
        refusals.put(refusal.reason(), counters.refused(refusal));
      }
      text.counter(
          "tapmesh_proxy_intercepted_connections_refused_total",
          "Intercepted connections that were reset because they lead nowhere, or to us.",
          "reason",
          refusals);
    }
    text.gauge("tapmesh_proxy_requests_in_flight", "Requests not ended.", counters.exchanges());
    text.gauge(
        "tapmesh_proxy_upstream_connections",
        "Open connections to upstreams.",
        counters.upstreamConnections());
    text.gauge(
        "tapmesh_proxy_upstream_connections_idle", "Of these, pooled.", counters.idleUpstreams());
    text.counter(
        "tapmesh_proxy_upstream_connects_total",
        "Attempts to connect to an upstream.",
        counters.upstreamConnects());
    text.counter(
        "tapmesh_proxy_upstream_connect_failures_total",
        "Of these, failed.",
        counters.upstreamConnectFailures());
    text.counter(
        "tapmesh_proxy_upstream_reuses_total",
        "Requests that found a pooled connection.",
        counters.upstreamReuses());
    String shed = "tapmesh_proxy_shed_total";
    text.describe(shed, "What was refused or reset because memory was short.", "counter");
    text.sample(shed, PrometheusText.label("what", "connection"), counters.shedConnections());
    text.sample(shed, PrometheusText.label("what", "request"), counters.shedRequests());
    text.sample(shed, PrometheusText.label("what", "stalled"), counters.shedStalled());
    text.counter(
        "tapmesh_proxy_tls_handshakes_total",
        "TLS handshakes, on both sides, that came to a good end.",
        counters.tlsHandshakes());
    String tlsFailures = "tapmesh_proxy_tls_handshake_failures_total";
    text.describe(tlsFailures, "TLS handshakes that failed, by reason.", "counter");
    for (TlsFailure why : TlsFailure.values()) {
      text.sample(
          tlsFailures, PrometheusText.label("reason", why.label()), counters.tlsFailures(why));
    }
    text.counter(
        "tapmesh_proxy_retries_total",
        "Attempts beyond the first of a request.",
        counters.retries());
    text.counter(
        "tapmesh_proxy_http2_violations_total",
        "What peers of HTTP/2, on either side, did that they may not.",
        "reason",
        violations(counters));
  }

  private static Map<String, Long> violations(RelayCounters counters) {
    Map<String, Long> violations = new TreeMap<>();
    for (Http2Violation violation : Http2Violation.values()) {
      violations.put(violation.reason(), counters.http2Violations(violation));
    }
    return violations;
  }
}
