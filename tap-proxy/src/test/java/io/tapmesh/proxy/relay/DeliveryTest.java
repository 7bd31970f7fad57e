package io.tapmesh.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.TapProxy;
import io.tapmesh.proxy.testing.MetricsPage;
import io.tapmesh.proxy.testing.Origin;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
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
}
