package io.tapmesh.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tapmesh.proxy.admin.AdminPage;
import io.tapmesh.proxy.admin.AdminReply;
import io.tapmesh.proxy.admin.StreamedPage;
import io.tapmesh.proxy.telemetry.PrometheusText;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What the admin port of a proxy shows and does. */
final class AdminSite {

  private static final int MAX_SCRAPES = 3;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Reloads reloads;
  private final Listeners listeners;
  private final MemoryReport memory;
  private final Health health;
  private final Consumer<PrometheusText> metrics;

  AdminSite(
      Reloads reloads,
      Listeners listeners,
      MemoryReport memory,
      Health health,
      Consumer<PrometheusText> metrics) {
    this.reloads = reloads;
    this.listeners = listeners;
    this.memory = memory;
    this.health = health;
    this.metrics = metrics;
  }

  Map<String, AdminPage> pages() {
    Map<String, AdminPage> pages = new TreeMap<>();
    pages.put("GET /livez", AdminPage.of(health::live));
    pages.put("GET /readyz", AdminPage.of(health::ready));
    pages.put(
        "GET /metrics", new StreamedPage(PrometheusText.CONTENT_TYPE, MAX_SCRAPES, this::metrics));
    pages.put("GET /config", AdminPage.of(this::config));
    pages.put("POST /config/reload", AdminPage.of(this::reload));
    return pages;
  }

  private void metrics(Appendable out) {
    PrometheusText text = new PrometheusText(out);
    metrics.accept(text);
    reloads.write(text);
    memory.write(reloads.inForce(), text);
    text.end();
  }

  private AdminReply config() {
    ProxyConfig config = reloads.inForce();
    ObjectNode page = JsonNodeFactory.instance.objectNode();
    page.put("service", config.service().name());
    page.put("revision", config.revision());
    page.put("since", reloads.since().toString());
    Path file = reloads.file();
    if (file != null) {
      page.put("file", file.toString());
    }
    ArrayNode open = page.putArray("listeners");
    for (Listeners.Port port : listeners.ports()) {
      open.addObject()
          .put("direction", port.target().direction().name().toLowerCase(java.util.Locale.ROOT))
          .put("address", TapProxy.text(port.listener().address()))
          .put("leadsTo", port.target().leadsTo());
    }
    ReloadResult last = reloads.last();
    if (last != null) {
      page.set("lastReload", json(last));
      if (!last.isGood()) {
        page.put("lastError", String.join("\n", last.errors()));
      }
    }
    memory.write(config, page.putObject("memory"));
    page.set("config", read(config.text()));
    return AdminReply.json(200, page.toPrettyString() + "\n");
  }

  private AdminReply reload() {
    if (reloads.file() == null) {
      return AdminReply.text(409, "this proxy was not started from a file\n");
    }
    ReloadResult result = reloads.reload();
    return AdminReply.json(result.isGood() ? 200 : 422, json(result).toPrettyString() + "\n");
  }

  private static ObjectNode json(ReloadResult result) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("result", result.outcome().label());
    node.put("at", result.at().toString());
    node.put("revision", result.revision());
    ArrayNode errors = node.putArray("errors");
    result.errors().forEach(errors::add);
    return node;
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
