package io.tapmesh.proxy.tap;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import io.tapmesh.proxy.admin.AdminPage;
import io.tapmesh.proxy.admin.AdminReply;
import io.tapmesh.proxy.telemetry.EndedExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tap on the admin port. */
public final class TapPages {

  private static final int DEFAULT_RATE = 100;
  private static final long BEAT_MILLIS = 1_000;

  private final Tap tap;

  public TapPages(Tap tap) {
    this.tap = tap;
  }

  /** Adds its pages. */
  public void addTo(Map<String, AdminPage> pages) {
    pages.put("GET /tap", this::stream);
    pages.put("GET /tap/dumps", AdminPage.of(this::dumps));
    pages.put("GET /tap/dumps/", this::dump);
    pages.put(
        "POST /tap/dump",
        AdminPage.of(
            () -> json(200, TapJson.whole(tap.dump("command", "asked for on the admin port")))));
  }

  private static AdminReply json(int status, com.fasterxml.jackson.databind.JsonNode node) {
    return AdminReply.json(status, node.toPrettyString() + "\n");
  }

  private AdminReply dumps() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    tap.dumps().forEach(dump -> list.add(TapJson.summary(dump)));
    return json(200, list);
  }

  private void dump(HttpExchange exchange) throws IOException {
    String id = exchange.getRequestURI().getPath().replaceFirst(".*/", "");
    for (TapDump dump : tap.dumps()) {
      if (dump.id().equals(id)) {
        json(200, TapJson.whole(dump)).send(exchange);
        return;
      }
    }
    AdminReply.text(404, "no such dump (the last ones are kept; see /tap/dumps)\n").send(exchange);
  }

  private void stream(HttpExchange exchange) throws IOException {
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    TapFilter filter;
    try {
      filter = TapFilter.of(query);
    } catch (IllegalArgumentException e) {
      AdminReply.text(400, e.getMessage() + "\n").send(exchange);
      return;
    }
    int rate = Integer.parseInt(query.getOrDefault("rate", Integer.toString(DEFAULT_RATE)));
    long limit = Long.parseLong(query.getOrDefault("limit", "0"));
    Watcher watcher = tap.open(filter, rate);
    if (watcher == null) {
      AdminReply.text(429, "there are as many watchers as there may be\n").send(exchange);
      return;
    }
    try {
      write(exchange, watcher, limit);
    } catch (InterruptedException e) {
      // The proxy ends.
      Thread.currentThread().interrupt();
    } finally {
      tap.close(watcher);
    }
  }

  private void write(HttpExchange exchange, Watcher watcher, long limit)
      throws IOException, InterruptedException {
    String accept = exchange.getRequestHeaders().getFirst("Accept");
    boolean events = accept != null && accept.contains("text/event-stream");
    exchange
        .getResponseHeaders()
        .set("Content-Type", events ? "text/event-stream" : "application/x-ndjson");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    out.write(events ? ":\n\n".getBytes(UTF_8) : "\n".getBytes(UTF_8));
    out.flush();
    long count = 0;
    while (limit == 0 || count < limit) {
      EndedExchange next = watcher.next(BEAT_MILLIS);
      long skipped = watcher.takeSkipped();
      if (skipped > 0) {
        send(out, events, "{\"skipped\":" + skipped + "}");
      }
      if (next != null) {
        send(out, events, TapJson.of(next).toString());
        tap.countShown();
        count++;
      } else {
        // An empty line finds out whether anybody still reads.
        out.write(events ? ":\n\n".getBytes(UTF_8) : "\n".getBytes(UTF_8));
        out.flush();
      }
    }
  }

  private static void send(OutputStream out, boolean events, String json) throws IOException {
    out.write(((events ? "data: " + json + "\n" : json) + "\n").getBytes(UTF_8));
    out.flush();
  }

  private static Map<String, String> query(@Nullable String raw) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (raw != null) {
      for (String part : raw.split("&", -1)) {
        int equals = part.indexOf('=');
        if (equals > 0) {
          String value = URLDecoder.decode(part.substring(equals + 1), UTF_8);
          parameters.put(part.substring(0, equals), value);
        }
      }
    }
    return parameters;
  }
}
