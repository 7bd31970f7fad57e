package io.tapmesh.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.tapmesh.proxy.ProxyConfig;
import io.tapmesh.proxy.TapProxy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tapmesh tap} as somebody runs it, against a proxy that is there. */
class TapCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long TIMEOUT_SECONDS = 120;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private HttpServer application;
  private TapProxy proxy;

  @BeforeEach
  void start() throws IOException {
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    application = HttpServer.create(free, 0);
    application.createContext(
        "/",
        exchange -> {
          boolean fails = exchange.getRequestURI().getPath().equals("/fail");
          exchange.sendResponseHeaders(fails ? 503 : 204, -1);
          exchange.close();
        });
    application.start();
    String yaml =
        """
        apiVersion: tapmesh.io/v1
        kind: TapProxy
        metadata: {name: cart}
        spec:
          admin: {listen: '127.0.0.1:0'}
          eventLoopThreads: 1
          drain: {timeout: 0s}
          inbound: [{listen: '127.0.0.1:0', application: '127.0.0.1:%1$d'}]
          outbound: [{listen: '127.0.0.1:0', service: email, endpoints: ['127.0.0.1:%1$d']}]
        """
            .formatted(application.getAddress().getPort());
    proxy = TapProxy.start(ProxyConfig.parse(yaml, "cart.yaml"));
  }

  @AfterEach
  void stop() {
    proxy.close();
    application.stop(0);
  }

  private String admin() {
    return "127.0.0.1:" + proxy.adminAddress().getPort();
  }

  private int run(String... arguments) {
    return CommandLines.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private CompletableFuture<Integer> begin(String... arguments) throws Exception {
    CompletableFuture<Integer> running = CompletableFuture.supplyAsync(() -> run(arguments));
    until(() -> get(admin(), "/metrics").contains("tapmesh_proxy_tap_watchers 1\n"));
    return running;
  }

  private String get(String address, String path) {
    URI uri = URI.create("http://" + address + path);
    try {
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(uri.toString(), e);
    }
  }

  private void send(String... paths) {
    for (String path : paths) {
      get("127.0.0.1:" + proxy.inboundAddress(0).getPort(), path);
    }
  }

  private static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time that is up").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private List<String> lines() {
    return out.toString().lines().toList();
  }

  @Test
  void showsWhatFitsTheFiltersAndEndsAtTheLimit() throws Exception {
    CompletableFuture<Integer> tap =
        begin("tap", "--admin", admin(), "--status", "5xx", "--path", "/f*", "--limit", "2");
    send("/a", "/fail", "/b", "/fail?token=s3cret");

    assertThat(tap.get(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isZero();
    assertThat(lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).matches(".* from +external +.*503.* ms +GET +/fail"));
  }

  @Test
  void filtersByDirectionAndProtocol() throws Exception {
    CompletableFuture<Integer> tap =
        begin(
            "tap",
            "--admin",
            admin(),
            "--direction",
            "outbound",
            "--protocol",
            "http/1",
            "--limit",
            "1");
    send("/a");
    get("127.0.0.1:" + proxy.outboundAddress(0).getPort(), "/b");

    assertThat(tap.get(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isZero();
    assertThat(lines()).singleElement().asString().matches(".* to +email .* GET +/b");
    assertThat(run("tap", "--admin", admin(), "--direction", "in")).isEqualTo(64);
    assertThat(err.toString()).contains("direction: \"in\" (expected: inbound or outbound)");
  }

  @Test
  void showsNoProtocolButTheOneThatIsAskedFor() throws Exception {
    CompletableFuture<Integer> tap =
        begin("tap", "--admin", admin(), "--protocol", "grpc", "--limit", "1");
    send("/a");
    proxy.close();

    assertThat(tap.get(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isEqualTo(69);
    assertThat(lines()).isEmpty();
  }

  @Test
  void beyondTheRateItSaysHowManyMoreThereWere() throws Exception {
    CompletableFuture<Integer> tap =
        begin("tap", "--admin", admin(), "--rate", "1", "--limit", "2");
    until(
        () -> {
          send("/a");
          return tap.isDone();
        });

    assertThat(tap.get()).isZero();
    assertThat(lines()).anySatisfy(line -> assertThat(line).matches(" +\\.\\.\\. \\d+ more"));
    assertThat(lines().stream().filter(line -> line.endsWith("/a"))).hasSize(2);
    assertThat(run("tap", "--admin", admin(), "--rate", "0")).isEqualTo(64);
    assertThat(err.toString()).contains("rate: \"0\" (expected: 1 or more)");
  }

  @Test
  void serviceMustBeTheOneBehindTheAdminPort() throws Exception {
    CompletableFuture<Integer> tap = begin("tap", "cart", "--admin", admin(), "--limit", "1");
    send("/a");

    assertThat(tap.get(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isZero();
    assertThat(lines()).hasSize(1);
    assertThat(run("tap", "payment", "--admin", admin())).isEqualTo(64);
    assertThat(err.toString())
        .contains("the proxy at " + admin() + " is that of \"cart\" (expected: \"payment\")");
    String stranger = "127.0.0.1:" + application.getAddress().getPort();
    assertThat(run("tap", "cart", "--admin", stranger)).isEqualTo(69);
    assertThat(err.toString())
        .contains("what answers at " + stranger + " does not say whose proxy it is")
        .doesNotContain("\tat ");
  }

  @Test
  void printsTheProxysOwnLinesAsJson() throws Exception {
    CompletableFuture<Integer> tap = begin("tap", "--admin", admin(), "--json", "--limit", "1");
    send("/a");

    assertThat(tap.get(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isZero();
    JsonNode line = JSON.readTree(out.toString());
    assertThat(line.path("path").asText()).isEqualTo("/a");
    assertThat(line.path("status").asInt()).isEqualTo(204);
    assertThat(line.path("headers").path("user-agent").asText()).startsWith("Java-http-client/");
  }

  @Test
  void showsTheLastRequestsUpToNow() {
    send("/a", "/fail");
    until(
        () -> {
          out.getBuffer().setLength(0);
          assertThat(run("tap", "--admin", admin(), "--before")).isZero();
          return lines().size() == 2;
        });
    assertThat(lines().get(0)).contains("204").endsWith("/a");
    assertThat(lines().get(1)).contains("503").endsWith("/fail");
  }

  @Test
  void findsTheServicesOfADemoByTheirNames() throws Exception {
    Path proxies = Files.createDirectories(folder.resolve("run").resolve("proxies"));
    Files.writeString(proxies.resolve("admin.ports"), "email 127.0.0.1:1\ncart " + admin() + "\n");
    CompletableFuture<Integer> tap =
        begin("tap", "cart", "--data", folder.toString(), "--limit", "1");
    send("/a");

    assertThat(tap.get(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isZero();
    assertThat(lines()).hasSize(1);
    assertThat(run("tap", "car", "--data", folder.toString())).isEqualTo(64);
    assertThat(err.toString()).contains("no service \"car\" (expected: one of email, cart)");
  }

  @Test
  void saysWhichProxyItWantsAndThatNoDemoRuns() {
    assertThat(run("tap")).isEqualTo(64);
    assertThat(err.toString()).contains("--admin HOST:PORT");
    assertThat(run("tap", "cart", "--data", folder.toString())).isEqualTo(66);
    assertThat(err.toString()).contains("no demo is running from " + folder);
  }

  @Test
  void passesOnWhatTheProxySaysAboutWrongFilters() {
    assertThat(run("tap", "--admin", admin(), "--status", "9xx")).isEqualTo(64);
    assertThat(err.toString()).contains("status: \"9xx\" (expected: a status such as 503");
  }

  @Test
  void addressesThatAreNoneAreNamed() {
    assertThat(run("tap", "--admin", "nonsense here")).isEqualTo(64);
    assertThat(err.toString())
        .contains("--admin: \"nonsense here\" (expected: HOST:PORT")
        .doesNotContain("\tat ");
  }

  @Test
  void proxyThatIsNotThereOrGoesAwayIsNamed() throws Exception {
    String address = admin();
    CompletableFuture<Integer> tap = begin("tap", "--admin", address);
    send("/a");
    until(() -> !lines().isEmpty());
    proxy.close();

    assertThat(tap.get(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isEqualTo(69);
    assertThat(err.toString()).contains("the proxy at " + address + " has ended");
    err.getBuffer().setLength(0);
    assertThat(run("tap", "--admin", address)).isEqualTo(69);
    assertThat(err.toString()).contains("no proxy answers at " + address).doesNotContain("\tat ");
  }
}
