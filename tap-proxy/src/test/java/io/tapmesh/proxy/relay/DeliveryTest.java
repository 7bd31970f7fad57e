package io.tapmesh.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.TapProxy;
import io.tapmesh.proxy.testing.MetricsPage;
import io.tapmesh.proxy.testing.Origin;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client that closes its connection before it is answered looks like one that only ends its side.
 * Which it was is counted by what becomes of the answer.
 */
final class DeliveryTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String GET_ONE = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String SERVED = "http_server_request_duration_seconds_count";

  /** Sends requests, ends or closes, and has one after the other answered. */
  private static MetricsPage page(String transport, String requests, int count, boolean closes)
      throws Exception {
    try (Origin origin = new Origin();
        TapProxy proxy = Proxies.inbound(transport, origin.address(), "");
        Wire client = Wire.connect(proxy.inboundAddress(0))) {
      client.send(requests);
      end(client, closes);
      Wire server = origin.take();
      for (int i = 1; i < count; i++) {
        server.readHead();
        server.send(OK);
      }
      server.readHead();
      assertThat(server.readToEnd()).as("the end has been passed on").isEmpty();
      server.send(OK);
      if (!closes) {
        assertThat(client.readToEnd()).endsWith("ok").contains("HTTP/1.1 200 OK\r\n");
      }
      Wait.until("all are counted", () -> MetricsPage.of(proxy).sum(SERVED) == count);
      return MetricsPage.of(proxy);
    }
  }

  private static void end(Wire client, boolean closes) throws IOException {
    if (closes) {
      client.close();
    } else {
      client.endOutput();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"io_uring", "epoll", "nio"})
  void answerThatAHalfClosedClientTakesIsASuccess(String transport) throws Exception {
    for (String request : new String[] {GET, GET_ONE}) {
      MetricsPage page = page(transport, request, 1, false);

      assertThat(page.sum(SERVED, "http_response_status_code=\"200\"")).isEqualTo(1);
      assertThat(page.sum(SERVED, "error_type=\"client_closed\"")).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"io_uring", "epoll"})
  void answerToAClientThatHasClosedIsNotDelivered(String transport) throws Exception {
    for (String request : new String[] {GET, GET_ONE}) {
      MetricsPage page = page(transport, request, 1, true);

      assertThat(
              page.sum(SERVED, "error_type=\"client_closed\"", "http_response_status_code=\"200\""))
          .isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"io_uring", "epoll", "nio"})
  void pipelinedAnswersAreEachCounted(String transport) throws Exception {
    MetricsPage page = page(transport, GET + GET, 2, false);

    assertThat(page.sum(SERVED, "http_response_status_code=\"200\"")).isEqualTo(2);
    assertThat(page.sum(SERVED, "error_type=\"client_closed\"")).isZero();
  }

  /** The answers to a request that is not the first, in each way in which an answer can end. */
  @ParameterizedTest
  @CsvSource({
    "io_uring, 'Content-Length: 2\r\n\r\nok'",
    "io_uring, 'Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'",
    "io_uring, 'Connection: close\r\n\r\nok'",
    "epoll, 'Content-Length: 2\r\n\r\nok'",
    "epoll, 'Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'",
    "epoll, 'Connection: close\r\n\r\nok'"
  })
  void eachKindOfAnswerIsLookedAfter(String transport, String answer) throws Exception {
    for (boolean closes : new boolean[] {false, true}) {
      try (Origin origin = new Origin();
          TapProxy proxy = Proxies.inbound(transport, origin.address(), "");
          Wire client = Wire.connect(proxy.inboundAddress(0))) {
        client.send(GET);
        Wire server = origin.take();
        server.readHead();
        server.send(OK);
        client.readHead();
        client.read(2);
        client.send(GET);
        end(client, closes);
        server.readHead();
        assertThat(server.readToEnd()).as("the end has been passed on").isEmpty();
        server.send("HTTP/1.1 200 OK\r\n" + answer);
        end(server, true);
        if (!closes) {
          assertThat(client.readToEnd()).contains("ok");
        }
        Wait.until("both are counted", () -> MetricsPage.of(proxy).sum(SERVED) == 2);
        assertThat(MetricsPage.of(proxy).sum(SERVED, "error_type=\"client_closed\""))
            .isEqualTo(closes ? 1 : 0);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"io_uring, true", "io_uring, false", "epoll, true", "epoll, false"})
  void answerThatWaitsForAClientToReadIsNotDeliveredYet(String transport, boolean reads)
      throws Exception {
    try (Origin origin = new Origin();
        TapProxy proxy = Proxies.inbound(transport, origin.address(), "");
        Socket socket = new Socket()) {
      // Less than the answer, which the proxy's system takes as a whole.
      socket.setReceiveBufferSize(4 << 10);
      socket.connect(proxy.inboundAddress(0));
      Wire client = new Wire(socket);
      client.send(GET);
      client.endOutput();
      Wire server = origin.take();
      server.readHead();
      server.send("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n" + "x".repeat(60_000));
      Wait.until("all of it is written", () -> proxy.counters().exchanges() == 0);
      assertThat(MetricsPage.of(proxy).sum(SERVED)).as("not known yet").isZero();
      if (reads) {
        assertThat(client.readToEnd()).hasSizeGreaterThan(60_000);
      } else {
        client.reset();
      }
      Wait.until("it is counted", () -> MetricsPage.of(proxy).sum(SERVED) == 1);
      assertThat(MetricsPage.of(proxy).sum(SERVED, "error_type=\"client_closed\""))
          .isEqualTo(reads ? 0 : 1);
    }
  }
}
