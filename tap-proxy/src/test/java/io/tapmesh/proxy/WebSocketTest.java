package io.tapmesh.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.testing.Kafka;
import io.tapmesh.proxy.testing.MetricsRead;
import io.tapmesh.proxy.testing.Pair;
import io.tapmesh.proxy.testing.SpansRead;
import io.tapmesh.proxy.testing.SpansRead.Read;
import io.tapmesh.proxy.testing.WebSocketEcho;
import io.tapmesh.schemas.AttributeKeys;
import io.tapmesh.schemas.MetricNames;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's client of WebSocket and Netty's server, with the proxies of both in between. */
final class WebSocketTest {

  private static final String NORMAL = "close 1000 bye";

  private final WebSocketEcho server = new WebSocketEcho();
  private final Client client = new Client();
  private Pair pair;

  @BeforeEach
  void start() throws IOException {
    pair = new Pair("", server.address());
  }

  @AfterEach
  void stop() throws IOException {
    client.sockets.forEach(WebSocket::abort);
    pair.close();
    server.close();
  }

  @Test
  void textsComeBackAsTheyWereSent() throws Exception {
    WebSocket socket = client.connect(pair, "/chat");
    socket.sendText("hé", false).join();
    socket.sendText("llo ✓", true).join();
    assertThat(client.take()).isEqualTo("text héllo ✓");
    socket.sendText("", true).join();
    assertThat(client.take()).isEqualTo("text ");
  }

  @Test
  void largeBinaryMessageComesBackWhole() throws Exception {
    byte[] bytes = new byte[1 << 20];
    new Random(1).nextBytes(bytes);
    WebSocket socket = client.connect(pair, "/chat");
    socket.sendBinary(ByteBuffer.wrap(bytes), true).join();

    assertThat(client.take().equals("binary " + new String(bytes, ISO_8859_1))).isTrue();
  }

  @Test
  void pingsOfBothSidesAreAnswered() throws Exception {
    WebSocket socket = client.connect(pair, "/chat");
    socket.sendPing(ByteBuffer.wrap(new byte[] {'a'})).join();
    assertThat(client.take()).isEqualTo("pong a");
    socket.sendText(WebSocketEcho.PING_ME, true).join();
    assertThat(client.take()).isEqualTo("ping " + WebSocketEcho.PING_ME);
    assertThat(client.take()).isEqualTo("text pong: " + WebSocketEcho.PING_ME);
  }

  @Test
  void closeOfTheClientIsAnsweredByTheServer() throws Exception {
    WebSocket socket = client.connect(pair, "/chat");
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").join();

    assertThat(client.take()).isEqualTo(NORMAL);
    assertThat(socket.isInputClosed() && socket.isOutputClosed()).isTrue();
  }

  @Test
  void closeOfTheServerReachesTheClientWithItsCode() throws Exception {
    client.connect(pair, "/chat").sendText(WebSocketEcho.CLOSE_ME, true).join();

    assertThat(client.take()).isEqualTo("close 4001 enough");
  }

  @Test
  void conversationIsOneExchangeWithTheBytesOfBothDirections(@TempDir Path folder)
      throws Exception {
    try (Kafka kafka = new Kafka(folder)) {
      try (Pair recorded = new Pair(kafka.spec(), server.address())) {
        WebSocket socket = client.connect(recorded, "/chat/42");
        socket.sendText("x".repeat(1000), true).join();
        client.take();
        socket.sendPing(ByteBuffer.allocate(0)).join();
        client.take();
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").join();
        assertThat(client.take()).isEqualTo(NORMAL);
      }
      // A client's frame has a mask of four bytes: 1000 + 8, 6 and 5 + 6 bytes.
      assertThat(server.received()).isEqualTo(1008 + 6 + 11);
      assertThat(server.sent()).isEqualTo(1004 + 2 + 7);

      SpansRead spans = kafka.spans();
      assertThat(spans.all()).hasSize(2);
      Read sent = spans.clients().get(0);
      Read served = spans.servers().get(0);
      assertThat(served.parentId()).isEqualTo(sent.id());
      List.of(sent, served).forEach(this::assertIsTheConversation);
      MetricsRead metrics = kafka.metrics();
      assertIsCounted(
          metrics,
          MetricNames.HTTP_CLIENT_REQUEST_DURATION,
          MetricNames.HTTP_CLIENT_REQUEST_BODY_SIZE,
          MetricNames.HTTP_CLIENT_RESPONSE_BODY_SIZE);
      assertIsCounted(
          metrics,
          MetricNames.HTTP_SERVER_REQUEST_DURATION,
          MetricNames.HTTP_SERVER_REQUEST_BODY_SIZE,
          MetricNames.HTTP_SERVER_RESPONSE_BODY_SIZE);
    }
  }

  private void assertIsTheConversation(Read span) {
    assertThat(span.span().getName()).isEqualTo("GET /chat/{id}");
    assertThat(span.isError()).isFalse();
    assertThat(span.durationNanos()).isPositive();
    assertThat(span.attribute(AttributeKeys.ERROR_TYPE)).isNull();
    assertThat(span.attribute(AttributeKeys.HTTP_ROUTE)).isEqualTo("/chat/{id}");
    assertThat(span.attribute(AttributeKeys.HTTP_RESPONSE_STATUS_CODE)).isEqualTo("101");
    assertThat(span.attribute(AttributeKeys.HTTP_REQUEST_BODY_SIZE))
        .isEqualTo(Long.toString(server.received()));
    assertThat(span.attribute(AttributeKeys.HTTP_RESPONSE_BODY_SIZE))
        .isEqualTo(Long.toString(server.sent()));
  }

  private void assertIsCounted(
      MetricsRead metrics, String duration, String request, String response) {
    assertThat(metrics.count(duration, p -> true)).isEqualTo(1);
    assertThat(metrics.points(duration))
        .allMatch(p -> "101".equals(p.attribute(AttributeKeys.HTTP_RESPONSE_STATUS_CODE)));
    assertThat(metrics.sum(request, p -> true)).isEqualTo((double) server.received());
    assertThat(metrics.sum(response, p -> true)).isEqualTo((double) server.sent());
  }

  /** What a client hears, one text for each message. */
  private static final class Client implements WebSocket.Listener {

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final StringBuilder message = new StringBuilder();
    private final List<WebSocket> sockets = new ArrayList<>();

    WebSocket connect(Pair pair, String path) {
      URI uri = URI.create("ws://localhost:" + pair.address().getPort() + path);
      WebSocket socket =
          HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(uri, this).join();
      sockets.add(socket);
      return socket;
    }

    String take() throws InterruptedException {
      String text = heard.poll(60, TimeUnit.SECONDS);
      assertThat(text).as("what the client hears").isNotNull();
      return text;
    }

    private CompletionStage<?> hear(
        WebSocket socket, String kind, CharSequence part, boolean last) {
      message.append(part);
      if (last) {
        heard.add(kind + " " + message);
        message.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      return hear(socket, "text", part, last);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
      return hear(socket, "binary", ISO_8859_1.decode(part), last);
    }

    @Override
    public CompletionStage<?> onPing(WebSocket socket, ByteBuffer data) {
      return hear(socket, "ping", ISO_8859_1.decode(data), true);
    }

    @Override
    public CompletionStage<?> onPong(WebSocket socket, ByteBuffer data) {
      return hear(socket, "pong", ISO_8859_1.decode(data), true);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      return hear(socket, "close " + code, reason, true);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      heard.add("failed " + error);
    }
  }
}
