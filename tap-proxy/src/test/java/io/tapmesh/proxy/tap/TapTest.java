package io.tapmesh.proxy.tap;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.TapProxy;
import io.tapmesh.proxy.testing.CartService;
import io.tapmesh.proxy.testing.Load;
import io.tapmesh.proxy.testing.Origin;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who looks on sees what passes, and holds up nothing. */
final class TapTest {

  private CartService application;
  private TapProxy proxy;

  @BeforeEach
  void start() throws IOException {
    application = new CartService();
    proxy = start("");
  }

  private TapProxy start(String spec) {
    return Proxies.inbound("auto", application.address(), spec);
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    application.close();
  }

  /** Begins to watch; the first line says that it has. */
  private Wire watch(String query) throws IOException {
    Wire wire = Wire.connect(proxy.adminAddress());
    wire.send("GET /tap?" + query + " HTTP/1.0\r\n\r\n");
    assertThat(wire.readHead()).contains(" 200 ");
    assertThat(wire.readUntil("\n")).isEqualTo("\n");
    return wire;
  }

  private String admin(String request) throws IOException {
    try (Wire wire = Wire.connect(proxy.adminAddress())) {
      wire.send(request + " HTTP/1.0\r\n\r\n");
      return wire.readToEnd();
    }
  }

  private void send(String method, String path, String more) throws IOException {
    try (Wire wire = Wire.connect(proxy.inboundAddress(0))) {
      wire.send(method + " " + path + " HTTP/1.1\r\nHost: cart\r\n" + more + "\r\n");
      wire.readHead();
    }
  }

  private static String line(Wire wire) throws IOException {
    while (true) {
      String line = wire.readUntil("\n");
      if (!line.isBlank()) {
        return line;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "status=5xx,/fail",
    "status=500,/fail",
    "status=error,/fail",
    "path=/f*,/fail",
    "path=*l,/fail",
    "path=/*t*r,/other",
    "path=/o*,/other",
    "path=*/other*,/other",
    "method=PUT,/other",
    "path=/other&method=PUT&peer=external&direction=inbound&protocol=http,/other"
  })
  void filterLetsThroughWhatFits(String query, String path) throws IOException {
    try (Wire watcher = watch(query + "&limit=1")) {
      send("GET", "/carts/1", "");
      send("PUT", "/other", "");
      send("GET", "/fail", "");
      assertThat(line(watcher)).contains("\"path\":\"" + path + "\"");
      assertThat(watcher.readToEnd()).as("after the limit").isBlank();
    }
  }

  @Test
  void onlySlowOnesPassAFilterForDuration() throws IOException {
    try (Wire watcher = watch("minDurationMillis=60000&limit=1")) {
      send("GET", "/carts/1", "");
      assertThat(watcher.readUntil("\n")).as("only the beat").isEqualTo("\n");
    }
  }

  @Test
  void pathWithManyStarsHoldsUpNothing() throws IOException {
    String path = "/" + "a".repeat(250);
    try (Wire watcher = watch("path=" + "*a".repeat(50) + "*b&limit=1")) {
      send("GET", path, "");
      send("GET", path + "b", "");
      assertThat(line(watcher)).contains("\"path\":\"" + path + "b\"");
    }
  }

  @Test
  void ringKeepsLittleOfLongRequests() throws Exception {
    proxy.close();
    // Nobody answers: what is kept of a request is the same, and it takes no time.
    InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    proxy = Proxies.inbound("auto", nobody, ", protocol: http1", "");
    send("GET", "/carts/1", "");
    long before = usedBytes();
    String path = "/" + "a".repeat(16_000);
    for (int i = 0; i < 500; i++) {
      send("GET", path + i, "tracestate: a=" + "b".repeat(16_000) + "\r\n");
    }
    assertThat(usedBytes() - before).isLessThan(6L << 20);
    assertThat(admin("POST /tap/dump"))
        .contains("\"path\" : \"" + path.substring(0, 256) + "...\"");
  }

  /** Of the heap, once what is garbage has gone. */
  private static long usedBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void wrongFiltersAreAllNamed() throws IOException {
    assertThat(admin("GET /tap?status=9xx&colour=red&rate=none&direction=in"))
        .contains(" 400 ")
        .contains("status: \"9xx\" (expected: ")
        .contains("colour: no such filter (expected: one of ")
        .contains("rate: \"none\" (expected: a number)")
        .contains("direction: \"in\" (expected: inbound or outbound)");
  }

  /** NaN is slower than nothing, and nothing is slower than it. */
  @ParameterizedTest
  @ValueSource(strings = {"NaN", "-1", "-0", "Infinity", "-Infinity", "1e400", "0x1p3", "1d", ""})
  void durationsThatNothingCanBeComparedWithAreRefused(String wrong) throws IOException {
    assertThat(admin("GET /tap?minDurationMillis=" + wrong))
        .contains(" 400 ")
        .contains("minDurationMillis: \"" + wrong + "\" (expected: milliseconds, 0 or more");
  }

  @Test
  void beyondTheRateItSaysHowManyWereSkipped() throws Exception {
    try (Wire watcher = watch("rate=1")) {
      new Load(proxy.inboundAddress(0)).start(1, 50, 0).join();
      int shown = 0;
      String line = line(watcher);
      for (; !line.startsWith("{\"skipped\":"); line = line(watcher)) {
        shown++;
      }
      assertThat(shown).isLessThan(50);
    }
  }

  @Test
  void watcherThatDoesNotReadHoldsUpNothing() throws Exception {
    try (Wire watcher = watch("rate=1000000")) {
      assertThat(watcher).as("a watcher that never reads").isNotNull();
      Load load = new Load(proxy.inboundAddress(0)).start(2, 5_000, 0).join();
      assertThat(load.failures()).isEmpty();
      assertThat(load.answered()).isEqualTo(10_000);
    }
    Wait.until(
        "it is noticed that it has gone",
        () -> {
          send("GET", "/carts/1", "");
          return admin("GET /metrics").contains("tapmesh_proxy_tap_watchers 0\n");
        });
  }

  @Test
  void burstOfErrorsWritesDownWhatCameBeforeIt() throws Exception {
    proxy.close();
    proxy = start("  tap: {triggers: {errors: 3, within: 60s}}\n");
    send("GET", "/before", "");
    for (int i = 0; i < 6; i++) {
      send("GET", "/fail", "");
    }
    Wait.until("a dump", () -> admin("GET /tap/dumps").contains("error_burst"));
    String list = admin("GET /tap/dumps");
    String id = list.replaceAll("(?s).*\"id\" : \"(\\w+)\".*", "$1");
    assertThat(admin("GET /tap/dumps/" + id))
        .contains("\"path\" : \"/before\"")
        .contains("\"reason\" : \"error_burst\"")
        .contains("3 errors, the last: 500");
    assertThat(list.split("error_burst", -1)).as("no storm of dumps").hasSize(2);
  }

  @Test
  void slowRequestWritesDownWhatCameBeforeIt() throws Exception {
    proxy.close();
    try (Origin origin = new Origin()) {
      proxy =
          Proxies.inbound(
              "auto", origin.address(), "  tap: {triggers: {slowRequest: 10ms, errors: 0}}\n");
      try (Wire client = Wire.connect(proxy.inboundAddress(0))) {
        client.send("GET /slow HTTP/1.1\r\nHost: cart\r\n\r\n");
        Wire served = origin.take();
        served.readHead();
        long begun = System.nanoTime();
        Wait.until("the request is slow", () -> System.nanoTime() - begun > 20_000_000);
        served.send("HTTP/1.1 204 No Content\r\n\r\n");
        client.readHead();
      }
      Wait.until("a dump", () -> admin("GET /tap/dumps").contains("slow_request"));
      String list = admin("GET /tap/dumps");
      String id = list.replaceAll("(?s).*\"id\" : \"(\\w+)\".*", "$1");
      assertThat(admin("GET /tap/dumps/" + id)).contains("\"path\" : \"/slow\"");
    }
  }

  @Test
  void serverSentEventsAreSpokenToThoseWhoAskForThem() throws IOException {
    try (Wire watcher = Wire.connect(proxy.adminAddress())) {
      watcher.send("GET /tap?limit=2 HTTP/1.0\r\nAccept: text/event-stream\r\n\r\n");
      assertThat(watcher.readHead()).contains(" 200 ", "text/event-stream");
      assertThat(watcher.readUntil("\n\n")).as("it has begun").isEqualTo(":\n\n");
      send("GET", "/1", "");
      send("GET", "/2", "");
      String events = watcher.readToEnd().replace(":\n\n", "");
      assertThat(events.split("\n\n", -1))
          .hasSize(3)
          .satisfies(all -> assertThat(all[0]).startsWith("data: {").contains("\"/1\""))
          .satisfies(all -> assertThat(all[1]).startsWith("data: {").contains("\"/2\""))
          .satisfies(all -> assertThat(all[2]).isEmpty());
    }
  }

  @Test
  void ringKeepsTheLastOnesOnly() throws Exception {
    proxy.close();
    proxy = start("  tap: {ring: {exchanges: 2}}\n");
    send("GET", "/1", "");
    send("GET", "/2", "");
    send("GET", "/3", "");
    Wait.until("the last has ended", () -> admin("POST /tap/dump").contains("\"/3\""));
    assertThat(admin("POST /tap/dump"))
        .contains("\"count\" : 2", "\"/2\"", "\"/3\"")
        .doesNotContain("\"/1\"");
  }

  @Test
  void credentialsAreNeverShown() throws IOException {
    String secrets = "Authorization: Bearer s3cret\r\nCookie: sid=s3cret\r\n";
    try (Wire watcher = watch("limit=1")) {
      send("GET", "/carts/1?token=s3cret", secrets);
      assertThat(line(watcher)).contains("/carts/1").doesNotContain("s3cret");
    }
    assertThat(admin("POST /tap/dump")).contains("/carts/1").doesNotContain("s3cret");
  }

  @Test
  void portThatOthersReachShowsNothingUnlessToldTo() throws IOException {
    for (String tap : new String[] {"", "  tap: {enabled: true}\n"}) {
      String yaml =
          """
          apiVersion: tapmesh.io/v1
          kind: TapProxy
          metadata: {name: open}
          spec:
            admin: {listen: '0.0.0.0:0'}
            inbound: [{listen: '127.0.0.1:0', application: '127.0.0.1:1'}]
          """
              + tap;
      try (TapProxy other = TapProxy.start(io.tapmesh.proxy.ProxyConfig.parse(yaml, "open.yaml"));
          Wire wire =
              Wire.connect(
                  new java.net.InetSocketAddress(
                      java.net.InetAddress.getLoopbackAddress(), other.adminAddress().getPort()))) {
        wire.send("GET /tap/dumps HTTP/1.0\r\n\r\n");
        assertThat(wire.readHead()).contains(tap.isEmpty() ? " 404 " : " 200 ");
      }
    }
  }
}
