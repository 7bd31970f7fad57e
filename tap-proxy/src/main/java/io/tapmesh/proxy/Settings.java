package io.tapmesh.proxy;

import io.tapmesh.proxy.http1.HeadLimits;
import io.tapmesh.proxy.http2.Http2Limits;
import io.tapmesh.proxy.relay.ListenerOptions;
import io.tapmesh.proxy.relay.Protocol;
import io.tapmesh.proxy.relay.RelayLimits;
import io.tapmesh.proxy.tap.TapSettings;
import io.tapmesh.proxy.telemetry.TelemetrySettings;
import io.tapmesh.proxy.tls.TlsContext;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;

/** Translates the configuration into what the parts need. */
final class Settings {

  private Settings() {}

  static RelayLimits relay(ProxyConfig.Limits limits) {
    return new RelayLimits(
        limits.maxConnections(),
        limits.maxConnectionsPerClient(),
        new HeadLimits(limits.maxHeaderBytes(), limits.maxStartLineBytes(), limits.maxHeaders()),
        limits.maxRequestBodyBytes(),
        limits.minRequestBodyBytesPerSecond(),
        limits.maxInterimResponses(),
        Math.toIntExact(limits.connectTimeout().toMillis()),
        limits.headerTimeout().toNanos(),
        limits.responseTimeout().toNanos(),
        limits.idleTimeout().toNanos(),
        limits.tunnelIdleTimeout().toNanos(),
        limits.upstreamIdleTimeout().toNanos(),
        limits.maxIdleUpstreams(),
        limits.lingerTimeout().toNanos(),
        limits.http2().maxUpstreams(),
        limits.http2().maxWaiting(),
        limits.http2().streamTimeout().toNanos(),
        http2(limits, limits.http2()));
  }

  private static Http2Limits http2(ProxyConfig.Limits limits, ProxyConfig.Http2 http2) {
    return new Http2Limits(
        http2.maxStreams(),
        limits.maxHeaderBytes(),
        limits.maxHeaders(),
        http2.streamWindowBytes(),
        http2.connectionWindowBytes(),
        http2.connectionBufferBytes(),
        http2.maxContinuations(),
        http2.maxResets(),
        http2.maxPings(),
        http2.maxSettings(),
        http2.maxPriorities(),
        http2.maxWindowUpdates(),
        http2.maxEmptyFrames(),
        http2.maxUnreadReplies(),
        http2.interval().toNanos());
  }

  static ListenerOptions listener(
      ProxyConfig.ListenerProtocol listener, ProxyConfig config, @Nullable TlsContext tls) {
    return new ListenerOptions(
        Protocol.valueOf(listener.protocol().toUpperCase(Locale.ROOT)),
        listener.opaquePorts(),
        config.detectionWait().toNanos(),
        tls,
        listener.alpn(),
        listener.headers());
  }

  static TapSettings tap(ProxyConfig.Tap tap) {
    return new TapSettings(
        tap.headers(),
        tap.ringExchanges(),
        tap.slowRequest().toNanos(),
        tap.burstErrors(),
        tap.burstWithin().toNanos());
  }

  static TelemetrySettings telemetry(ProxyConfig config) {
    ProxyConfig.Service service = config.service();
    ProxyConfig.Telemetry telemetry = config.telemetry();
    return new TelemetrySettings(
        new TelemetrySettings.ServiceIdentity(
            service.name(), service.namespace(), service.version(), service.instance()),
        kafka(service, telemetry.kafka()),
        telemetry.metricsInterval(),
        telemetry.metricsBufferBytes(),
        telemetry.spanQueueSize(),
        telemetry.spanBatchSize(),
        telemetry.spanBatchDelay(),
        telemetry.maxPeers(),
        telemetry.maxRpcMethods(),
        telemetry.maxSeries(),
        telemetry.sampling(),
        telemetry.templating());
  }

  private static @Nullable Map<String, Object> kafka(
      ProxyConfig.Service service, ProxyConfig.@Nullable Kafka kafka) {
    if (kafka == null) {
      return null;
    }
    Map<String, Object> properties = new HashMap<>(kafka.properties());
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    properties.putIfAbsent(CommonClientConfigs.CLIENT_ID_CONFIG, "tap-proxy-" + service.name());
    return properties;
  }
}
