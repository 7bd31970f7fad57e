package io.tapmesh.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tapmesh.proxy.telemetry.Routes;
import io.tapmesh.proxy.telemetry.TelemetrySettings;
import io.tapmesh.proxy.tls.TlsSettings;
import io.tapmesh.schemas.config.ConfigDocument;
import io.tapmesh.schemas.config.ConfigValues;
import io.tapmesh.schemas.config.HostPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes records of a validated document; the defaults are already in it. */
final class ProxyConfigReader {

  private static final String KIND = "TapProxy";
  private static final String HIDDEN = "(hidden)";

  private ProxyConfigReader() {}

  static ProxyConfig load(Path file) {
    return load(file, null);
  }

  /**
   * As {@link ProxyConfig#load}.
   *
   * @param instance the service's instance if the file names none; null for a random one
   */
  static ProxyConfig load(Path file, @Nullable String instance) {
    return read(ConfigDocument.load(file, KIND, ProxyConfigCheck::check), instance);
  }

  static ProxyConfig parse(String yaml, String name) {
    return read(ConfigDocument.parse(yaml, name, KIND, ProxyConfigCheck::check), null);
  }

  private static ProxyConfig read(ConfigDocument document, @Nullable String instance) {
    JsonNode spec = document.spec();
    JsonNode drain = spec.path("drain");
    List<ProxyConfig.Inbound> inbound = new ArrayList<>();
    spec.path("inbound").forEach(node -> inbound.add(inbound(node)));
    List<ProxyConfig.Outbound> outbound = new ArrayList<>();
    spec.path("outbound").forEach(node -> outbound.add(outbound(node)));
    boolean intercepts =
        Stream.of(spec.path("inbound"), spec.path("outbound"))
            .flatMap(JsonNode::valueStream)
            .anyMatch(listener -> listener.has("intercept"));
    return new ProxyConfig(
        service(document, instance),
        address(spec.path("admin").path("listen")),
        duration(spec.path("admin"), "stuckAfter"),
        spec.path("transport").asText(),
        spec.path("eventLoopThreads").asInt(),
        spec.path("eventLoopAffinity").asText().equals("auto"),
        intercepts ? (int) spec.path("mark").asLong() : 0,
        inbound,
        outbound,
        duration(spec.path("detection"), "wait"),
        telemetry(spec.path("telemetry")),
        limits(spec.path("limits")),
        tap(spec.path("tap")),
        bytes(spec.path("memory"), "budget"),
        duration(drain, "timeout"),
        duration(drain, "flushTimeout"),
        duration(spec.path("reload"), "interval"),
        document.revision(),
        withoutSecrets(document.root()),
        document);
  }

  private static ProxyConfig.Tap tap(JsonNode tap) {
    return new ProxyConfig.Tap(
        tap.has("enabled") ? tap.path("enabled").asBoolean() : null,
        strings(tap.path("headers")),
        tap.path("ring").path("exchanges").asInt(),
        duration(tap.path("triggers"), "slowRequest"),
        tap.path("triggers").path("errors").asInt(),
        duration(tap.path("triggers"), "within"));
  }

  private static ProxyConfig.Service service(ConfigDocument document, @Nullable String known) {
    JsonNode service = document.spec().path("service");
    String fallback = known == null ? UUID.randomUUID().toString() : known;
    String namespace = text(service, "namespace");
    return new ProxyConfig.Service(
        service.path("name").asText(document.name()),
        namespace == null ? text(document.root().path("metadata"), "namespace") : namespace,
        text(service, "version"),
        service.path("instance").asText(fallback));
  }

  private static ProxyConfig.Inbound inbound(JsonNode node) {
    return new ProxyConfig.Inbound(
        address(node.path("listen")),
        node.has("application") ? address(node.path("application")) : null,
        protocol(node, true),
        routes(node.path("routes")),
        InterceptionReader.read(node, false));
  }

  private static ProxyConfig.Outbound outbound(JsonNode node) {
    List<HostPort> endpoints = new ArrayList<>();
    node.path("endpoints").forEach(endpoint -> endpoints.add(address(endpoint)));
    return new ProxyConfig.Outbound(
        address(node.path("listen")),
        text(node, "service"),
        List.copyOf(endpoints),
        protocol(node, false),
        routes(node.path("routes")),
        InterceptionReader.read(node, true));
  }

  private static ProxyConfig.ListenerProtocol protocol(JsonNode node, boolean server) {
    Set<Integer> opaquePorts = new HashSet<>();
    node.path("opaquePorts").forEach(port -> opaquePorts.add(port.asInt()));
    String protocol = node.path("protocol").asText();
    return new ProxyConfig.ListenerProtocol(
        protocol,
        Set.copyOf(opaquePorts),
        tls(node, server),
        TlsReader.alpn(node.path("tls"), protocol),
        HopHeadersReader.read(node));
  }

  private static @Nullable TlsSettings tls(JsonNode node, boolean server) {
    return node.has("tls") ? TlsReader.read(node.path("tls"), server) : null;
  }

  private static List<String> strings(JsonNode nodes) {
    List<String> strings = new ArrayList<>();
    nodes.forEach(node -> strings.add(node.asText()));
    return List.copyOf(strings);
  }

  private static List<Routes.Route> routes(JsonNode nodes) {
    List<Routes.Route> routes = new ArrayList<>();
    for (JsonNode node : nodes) {
      Set<String> methods = new HashSet<>();
      node.path("methods").forEach(method -> methods.add(method.asText()));
      routes.add(new Routes.Route(node.path("path").asText(), methods));
    }
    return List.copyOf(routes);
  }

  private static ProxyConfig.Telemetry telemetry(JsonNode node) {
    return new ProxyConfig.Telemetry(
        node.has("kafka") ? kafka(node.path("kafka")) : null,
        duration(node, "metricsInterval"),
        bytes(node, "metricsBuffer"),
        node.path("spanQueueSize").asInt(),
        node.path("spanBatchSize").asInt(),
        duration(node, "spanBatchDelay"),
        node.path("maxPeers").asInt(),
        node.path("maxRpcMethods").asInt(),
        node.path("maxSeries").asInt(),
        sampling(node.path("sampling")),
        templating(node.path("routes")));
  }

  private static TelemetrySettings.Sampling sampling(JsonNode node) {
    return new TelemetrySettings.Sampling(
        node.path("ratio").asDouble(),
        node.path("keepErrors").asBoolean(),
        duration(node, "keepSlowerThan"));
  }

  private static TelemetrySettings.Templating templating(JsonNode node) {
    return new TelemetrySettings.Templating(
        node.path("templating").asText().equals("on"),
        node.path("maxValues").asInt(),
        node.path("maxSegments").asInt());
  }

  private static ProxyConfig.Kafka kafka(JsonNode node) {
    Map<String, String> properties = new HashMap<>();
    node.path("properties")
        .properties()
        .forEach(p -> properties.put(p.getKey(), p.getValue().asText()));
    return new ProxyConfig.Kafka(node.path("bootstrapServers").asText(), Map.copyOf(properties));
  }

  private static ProxyConfig.Limits limits(JsonNode node) {
    return new ProxyConfig.Limits(
        node.path("maxConnections").asInt(),
        node.path("maxConnectionsPerClient").asInt(),
        Math.toIntExact(bytes(node, "maxHeaderBytes")),
        Math.toIntExact(bytes(node, "maxStartLineBytes")),
        node.path("maxHeaders").asInt(),
        bytes(node, "maxRequestBody"),
        bytes(node, "minRequestBodyRate"),
        node.path("maxInterimResponses").asInt(),
        duration(node, "connectTimeout"),
        duration(node, "headerTimeout"),
        duration(node, "responseTimeout"),
        duration(node, "idleTimeout"),
        duration(node, "tunnelIdleTimeout"),
        duration(node, "upstreamIdleTimeout"),
        node.path("maxIdleUpstreams").asInt(),
        duration(node, "lingerTimeout"),
        http2(node.path("http2")));
  }

  private static ProxyConfig.Http2 http2(JsonNode node) {
    return new ProxyConfig.Http2(
        node.path("maxStreams").asInt(),
        Math.toIntExact(bytes(node, "streamWindow")),
        Math.toIntExact(bytes(node, "connectionWindow")),
        Math.toIntExact(bytes(node, "connectionBuffer")),
        node.path("maxContinuations").asInt(),
        duration(node, "interval"),
        node.path("maxResets").asInt(),
        node.path("maxPings").asInt(),
        node.path("maxSettings").asInt(),
        node.path("maxPriorities").asInt(),
        node.path("maxWindowUpdates").asInt(),
        node.path("maxEmptyFrames").asInt(),
        node.path("maxUnreadReplies").asInt(),
        node.path("maxUpstreams").asInt(),
        node.path("maxWaiting").asInt(),
        duration(node, "streamTimeout"));
  }

  /** Properties of Kafka clients may hold passwords, under names that we cannot all know. */
  private static String withoutSecrets(JsonNode root) {
    JsonNode copy = root.deepCopy();
    JsonNode properties = copy.at("/spec/telemetry/kafka/properties");
    if (properties instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      names.forEach(name -> object.put(name, HIDDEN));
    }
    return copy.toPrettyString();
  }

  private static HostPort address(JsonNode node) {
    return HostPort.parse(node.asText());
  }

  private static Duration duration(JsonNode node, String field) {
    return ConfigValues.duration(node.path(field).asText());
  }

  private static long bytes(JsonNode node, String field) {
    return ConfigValues.bytes(node.path(field).asText());
  }

  private static @Nullable String text(JsonNode node, String field) {
    return node.has(field) ? node.path(field).asText() : null;
  }
}
