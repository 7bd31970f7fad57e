package io.tapmesh.proxy.tap;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tapmesh.proxy.telemetry.EndedExchange;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Exchanges and dumps as JSON. */
final class TapJson {

  private static final double NANOS_PER_MILLI = 1e6;

  private TapJson() {}

  static ObjectNode of(EndedExchange exchange) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("time", Instant.ofEpochMilli(exchange.atMillis()).toString());
    node.put("direction", exchange.direction());
    node.put("peer", exchange.peer());
    node.put("protocol", exchange.protocol());
    node.put("method", exchange.method());
    put(node, "path", exchange.path());
    put(node, "route", exchange.route());
    node.put("status", exchange.status());
    put(node, "error", exchange.error());
    node.put("durationMillis", Math.round(exchange.durationNanos() / 1e3) * 1e3 / NANOS_PER_MILLI);
    node.put("requestBytes", exchange.requestBytes());
    node.put("responseBytes", exchange.responseBytes());
    put(node, "client", exchange.client());
    put(node, "upstream", exchange.upstream());
    if (!exchange.headers().isEmpty()) {
      ObjectNode headers = node.putObject("headers");
      exchange.headers().forEach(headers::put);
    }
    put(node, "traceId", exchange.traceId().isEmpty() ? null : exchange.traceId());
    put(node, "spanId", exchange.spanId().isEmpty() ? null : exchange.spanId());
    return node;
  }

  /** Without what it holds. */
  static ObjectNode summary(TapDump dump) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", dump.id());
    node.put("reason", dump.reason());
    node.put("detail", dump.detail());
    node.put("time", Instant.ofEpochMilli(dump.atMillis()).toString());
    node.put("count", dump.exchanges().size());
    return node;
  }

  static ObjectNode whole(TapDump dump) {
    ObjectNode node = summary(dump);
    dump.exchanges().forEach(exchange -> node.withArray("exchanges").add(of(exchange)));
    return node;
  }

  private static void put(ObjectNode node, String name, @Nullable String value) {
    if (value != null) {
      node.put(name, value);
    }
  }
}
