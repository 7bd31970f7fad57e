package io.tapmesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.tapmesh.proxy.testing.Certificates;
import io.tapmesh.proxy.testing.H2Client;
import io.tapmesh.proxy.testing.H2Origin;
import io.tapmesh.proxy.testing.H2Stream;
import io.tapmesh.proxy.testing.Kafka;
import io.tapmesh.proxy.testing.MetricsRead;
import io.tapmesh.proxy.testing.Origin;
import io.tapmesh.proxy.testing.Pair;
import io.tapmesh.proxy.testing.SpansRead.Read;
import io.tapmesh.proxy.testing.Wire;
import io.tapmesh.schemas.AttributeKeys;
import io.tapmesh.schemas.MetricNames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lies on Kafka of calls of gRPC and of connections, to the last attribute. */
final class ProtocolSpansTest {

  private static final String SERVER_NAME = "pay.shop.example";
  private static final String GRPC = "application/grpc";

  /** A message of gRPC: five bytes before what it says. */
  private static final String MESSAGE = "\0\0\0\0\3abc";

  @TempDir static Path folder;

  /** Where the callee's proxy listens, by what is carried, and the application of TCP. */
  private static final Map<String, Integer> ports = new HashMap<>();

  private static List<Read> spans;
  private static MetricsRead metrics;

  @BeforeAll
  static void carry() throws Exception {
    try (Kafka kafka = new Kafka(folder.resolve("kafka"))) {
      call(kafka.spec());
      connect(kafka.spec());
      connectTls(kafka.spec());
      spans = kafka.spans().all();
      metrics = kafka.metrics();
    }
  }

  // ---- the traffic ----

  private static void call(String spec) throws Exception {
    try (H2Origin application = new H2Origin();
        Pair pair = new Pair(spec, application.address());
        H2Client client = new H2Client(pair.address())) {
      ports.put("grpc", pair.callee().inboundAddress(0).getPort());
      for (String method : new String[] {"Add", "Miss", "Watch"}) {
        H2Stream call = begin(client, method).data(MESSAGE, !method.equals("Watch"));
        H2Stream served = application.take();
        served.take();
        assertThat(served.take()).startsWith("DATA");
        served.head(false, ":status", "200", "content-type", GRPC);
        if (!method.equals("Miss")) {
          served.data(MESSAGE, false);
        }
        if (method.equals("Watch")) {
          call.data(MESSAGE, false).data(MESSAGE, true);
          served.data(MESSAGE, false);
          assertThat(served.takeData()).isEqualTo(MESSAGE + MESSAGE);
        }
        served.head(true, "grpc-status", method.equals("Miss") ? "5" : "0");
        awaitEnd(call);
      }
      for (String[] only : new String[][] {{"Break", "13"}, {"Invent", "12"}, {"Refuse", "16"}}) {
        H2Stream call = begin(client, only[0]).data(MESSAGE, true);
        H2Stream served = application.take();
        served.take();
        assertThat(served.takeData()).isEqualTo(MESSAGE);
        served.head(true, ":status", "200", "content-type", GRPC, "grpc-status", only[1]);
        awaitEnd(call);
      }
    }
  }

  private static H2Stream begin(H2Client client, String method) {
    // A query is no part of any name.
    String path = "/shop.Cart/" + method + "?token=secret";
    return client.request(false, "POST", path, "content-type", GRPC, "te", "trailers");
  }

  private static void awaitEnd(H2Stream call) throws InterruptedException {
    String frame = call.take();
    while (!frame.endsWith(" END")) {
      assertThat(frame).matches("(?s)(HEAD|DATA) .*");
      frame = call.take();
    }
  }

  private static void connect(String spec) throws Exception {
    try (Origin application = new Origin();
        Pair pair = new Pair(spec, application.address());
        Wire client = Wire.connect(pair.address())) {
      ports.put("TCP", pair.callee().inboundAddress(0).getPort());
      ports.put("application", application.address().getPort());
      client.send("\0\1\2question");
      Wire served = application.take();
      assertThat(served.read(11)).isEqualTo("\0\1\2question");
      served.send("\3answer");
      served.endOutput();
      assertThat(client.readToEnd()).isEqualTo("\3answer");
      client.endOutput();
      assertThat(served.readToEnd()).isEmpty();
    }
  }

  private static void connectTls(String spec) throws Exception {
    Certificates files = new Certificates(folder).authority("ca").signed("server", "ca");
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Pair pair = new Pair(spec, (InetSocketAddress) server.getLocalSocketAddress())) {
      ports.put("TLS", pair.callee().inboundAddress(0).getPort());
      server.setSoTimeout(60_000);
      for (String name : new String[] {SERVER_NAME, ""}) {
        Thread client = new Thread(() -> greet(files, pair.address(), name), "greeter");
        client.start();
        try (Socket raw = server.accept();
            SSLSocket tls = tls(files, raw, true);
            Wire wire = new Wire(tls)) {
          assertThat(wire.read(5)).isEqualTo("hello");
          wire.send("welcome");
          assertThat(wire.readToEnd()).isEmpty();
        }
        client.join(10_000);
      }
    }
  }

  private static void greet(Certificates files, InetSocketAddress address, String serverName) {
    try (Socket raw = new Socket(address.getAddress(), address.getPort());
        SSLSocket tls = tls(files, raw, false)) {
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setServerNames(
          serverName.isEmpty() ? List.of() : List.of(new SNIHostName(serverName)));
      tls.setSSLParameters(parameters);
      Wire wire = new Wire(tls);
      wire.send("hello").read(7);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static SSLSocket tls(Certificates files, Socket raw, boolean server) throws IOException {
    SslContextBuilder builder =
        server
            ? SslContextBuilder.forServer(
                files.certificate("server").toFile(), files.key("server").toFile())
            : SslContextBuilder.forClient().trustManager(files.certificate("ca").toFile());
    SSLContext context = ((JdkSslContext) builder.sslProvider(SslProvider.JDK).build()).context();
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(raw, null, false);
    socket.setUseClientMode(!server);
    return socket;
  }

  // ---- what is on Kafka ----

  private static List<Read> named(String name, boolean server) {
    List<Read> found = new ArrayList<>();
    for (Read span : spans) {
      if (span.span().getName().equals(name) && span.isServer() == server) {
        found.add(span);
      }
    }
    return found;
  }

  private static Read onlyNamed(String name, boolean server) {
    List<Read> found = named(name, server);
    assertThat(found).as("%s, server: %s", name, server).hasSize(1);
    return found.get(0);
  }

  private static Read onlyCalled(String method, boolean server) {
    List<Read> found = new ArrayList<>();
    for (Read span : spans) {
      String path = span.attribute(AttributeKeys.URL_PATH);
      if (("/shop.Cart/" + method).equals(path) && span.isServer() == server) {
        found.add(span);
      }
    }
    assertThat(found).as("%s, server: %s", method, server).hasSize(1);
    return found.get(0);
  }

  /** Checks the attributes that depend on nothing but the side, and returns the others. */
  private static Map<String, String> particular(Read span, String peerOfServer, int port) {
    Map<String, String> rest = span.attributes();
    String peer = span.isServer() ? peerOfServer : "cart";
    assertThat(rest.remove(AttributeKeys.SERVICE_PEER_NAME)).isEqualTo(peer);
    assertThat(rest.remove(AttributeKeys.PEER_SERVICE)).isEqualTo(peer);
    assertThat(rest.remove(AttributeKeys.CONFIG_REVISION)).hasSize(12);
    if (span.isServer()) {
      assertThat(rest.remove(AttributeKeys.CLIENT_ADDRESS)).isEqualTo("127.0.0.1");
    } else {
      assertThat(rest.remove(AttributeKeys.NETWORK_PEER_ADDRESS)).isEqualTo("127.0.0.1");
      assertThat(rest.remove(AttributeKeys.NETWORK_PEER_PORT)).isEqualTo("" + port);
    }
    assertThat(span.service()).isEqualTo(span.isServer() ? "cart" : "frontend");
    assertThat(span.span().getKind())
        .isEqualTo(span.isServer() ? SpanKind.SPAN_KIND_SERVER : SpanKind.SPAN_KIND_CLIENT);
    assertThat(span.durationNanos()).isPositive();
    return rest;
  }

  @ParameterizedTest
  @CsvSource({
    "Add, Add, 0, OK, 8, 8, false, false",
    "Watch, Watch, 0, OK, 24, 16, false, false",
    "Miss, Miss, 5, NOT_FOUND, 8, 0, true, false",
    "Break, Break, 13, INTERNAL, 8, 0, true, true",
    "Refuse, _OTHER, 16, UNAUTHENTICATED, 8, 0, true, false",
    "Invent, _OTHER, 12, UNIMPLEMENTED, 8, 0, true, true"
  })
  void callIsRecordedOnBothSides(
      String called,
      String method,
      String code,
      String status,
      int sent,
      int received,
      boolean clientError,
      boolean serverError) {
    String name = method.equals("_OTHER") ? method : "shop.Cart/" + method;
    for (boolean server : new boolean[] {false, true}) {
      Read span = onlyCalled(called, server);
      assertThat(span.span().getName()).isEqualTo(name);
      boolean error = server ? serverError : clientError;
      Map<String, String> expected = new HashMap<>();
      expected.put(AttributeKeys.RPC_SYSTEM_NAME, "grpc");
      expected.put(AttributeKeys.RPC_METHOD, name);
      expected.put(AttributeKeys.RPC_STATUS_CODE, code);
      expected.put(AttributeKeys.RPC_RESPONSE_STATUS_CODE, status);
      expected.put(AttributeKeys.URL_PATH, "/shop.Cart/" + called);
      expected.put(AttributeKeys.SERVER_ADDRESS, "a.test");
      expected.put(AttributeKeys.SERVER_PORT, "80");
      expected.put(AttributeKeys.HTTP_REQUEST_BODY_SIZE, "" + sent);
      if (received > 0) {
        expected.put(AttributeKeys.HTTP_RESPONSE_BODY_SIZE, "" + received);
      }
      if (error) {
        expected.put(AttributeKeys.ERROR_TYPE, status);
      }
      assertThat(particular(span, "frontend", ports.get("grpc"))).isEqualTo(expected);
      assertThat(span.isError()).isEqualTo(error);
    }
    Read client = onlyCalled(called, false);
    Read server = onlyCalled(called, true);
    assertThat(server.parentId()).isEqualTo(client.id());
    assertThat(server.traceId()).isEqualTo(client.traceId());
  }

  @Test
  void connectionIsRecordedWithItsBytesOnBothSides() {
    for (boolean server : new boolean[] {false, true}) {
      Read span = onlyNamed("TCP", server);
      assertThat(particular(span, "external", ports.get("TCP")))
          .isEqualTo(
              Map.of(
                  AttributeKeys.NETWORK_TRANSPORT,
                  "tcp",
                  AttributeKeys.SERVER_ADDRESS,
                  "127.0.0.1",
                  AttributeKeys.SERVER_PORT,
                  "" + ports.get(server ? "application" : "TCP"),
                  AttributeKeys.TCP_BYTES_RECEIVED,
                  "11",
                  AttributeKeys.TCP_BYTES_SENT,
                  "7"));
      assertThat(span.isError()).isFalse();
    }
  }

  @Test
  void nameThatATlsClientAskedForIsOnTheSpansOfBothSides() {
    for (boolean server : new boolean[] {false, true}) {
      List<Read> both = named("TLS", server);
      assertThat(both).hasSize(2);
      assertThat(both.stream().map(span -> span.attribute(AttributeKeys.TLS_CLIENT_SERVER_NAME)))
          .containsExactlyInAnyOrder(SERVER_NAME, null);
      for (Read span : both) {
        assertThat(particular(span, "external", ports.get("TLS")))
            .containsEntry(AttributeKeys.NETWORK_TRANSPORT, "tcp")
            .containsKeys(AttributeKeys.TCP_BYTES_RECEIVED, AttributeKeys.TCP_BYTES_SENT)
            .doesNotContainKeys(
                AttributeKeys.TLS_PROTOCOL_VERSION,
                AttributeKeys.TLS_CIPHER,
                AttributeKeys.ERROR_TYPE);
        assertThat(span.isError()).isFalse();
      }
    }
  }

  @Test
  void everyCallIsCountedByItsStatus() {
    for (String name :
        List.of(MetricNames.RPC_CLIENT_CALL_DURATION, MetricNames.RPC_SERVER_CALL_DURATION)) {
      assertThat(metrics.points(name))
          .extracting(point -> point.attribute(AttributeKeys.RPC_RESPONSE_STATUS_CODE))
          .containsExactlyInAnyOrder(
              "OK", "OK", "NOT_FOUND", "INTERNAL", "UNAUTHENTICATED", "UNIMPLEMENTED");
      assertThat(metrics.count(name, p -> true)).isEqualTo(6);
      assertThat(metrics.sum(name, p -> true)).isPositive();
    }
  }

  @Test
  void bytesOfConnectionsAreCountedAsTheirSpansSay() {
    assertThat(metrics.counter(MetricNames.TCP_SERVER_BYTES_RECEIVED, p -> true))
        .isEqualTo(bytes(true, AttributeKeys.TCP_BYTES_RECEIVED));
    assertThat(metrics.counter(MetricNames.TCP_SERVER_BYTES_SENT, p -> true))
        .isEqualTo(bytes(true, AttributeKeys.TCP_BYTES_SENT));
    // The metrics of a caller are its own point of view, the spans that of the client.
    assertThat(metrics.counter(MetricNames.TCP_CLIENT_BYTES_SENT, p -> true))
        .isEqualTo(bytes(false, AttributeKeys.TCP_BYTES_RECEIVED));
    assertThat(metrics.counter(MetricNames.TCP_CLIENT_BYTES_RECEIVED, p -> true))
        .isEqualTo(bytes(false, AttributeKeys.TCP_BYTES_SENT));
    assertThat(metrics.count(MetricNames.TCP_SERVER_CONNECTION_DURATION, p -> true)).isEqualTo(3);
    assertThat(metrics.sum(MetricNames.TCP_SERVER_CONNECTION_DURATION, p -> true)).isPositive();
  }

  private static long bytes(boolean server, String key) {
    long sum = 0;
    for (Read span : spans) {
      String value = span.isServer() == server ? span.attribute(key) : null;
      sum += value == null ? 0 : Long.parseLong(value);
    }
    assertThat(sum).isPositive();
    return sum;
  }
}
