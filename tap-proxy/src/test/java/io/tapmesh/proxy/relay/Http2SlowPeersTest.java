package io.tapmesh.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.tapmesh.proxy.testing.H2Stream;
import io.tapmesh.proxy.testing.Wait;
import org.junit.jupiter.api.Test;

/**
 * What becomes of requests when one of the peers is too slow, or says too much before it answers.
 */
final class Http2SlowPeersTest extends Http2Contract {

  private static final String RATE = "  limits: {headerTimeout: 2s, minRequestBodyRate: 1KiB}\n";

  @Test
  void upstreamThatStopsTakingTheRequestIsToBlame() throws Exception {
    restart("  limits: {idleTimeout: 3s, headerTimeout: 2s, minRequestBodyRate: 1KiB}\n");
    H2Stream request = client.request(false, "POST", "/");
    H2Stream served = origin.take().reading(false);
    request.data(Unpooled.wrappedBuffer(new byte[1 << 20]), false, 0);

    assertThat(request.take())
        .startsWith("HEAD :status=504")
        .contains("x-tapmesh-error=upstream_stalled");
    assertThat(endOf(served.reading(true))).isEqualTo("RESET 8");
    Wait.until("the exchange is over", () -> proxy.counters().exchanges() == 0);
  }

  @Test
  void upstreamThatDoesNotTakeAWholeRequestIsNotWaitedForAsForAnAnswer() throws Exception {
    restart("  limits: {idleTimeout: 3s, responseTimeout: 1m}\n");
    H2Stream request = client.request(false, "POST", "/");
    H2Stream served = origin.take().reading(false);
    request.data(Unpooled.wrappedBuffer(new byte[200_000]), true, 0);

    assertThat(request.take())
        .startsWith("HEAD :status=504")
        .contains("x-tapmesh-error=upstream_stalled");
    assertThat(endOf(served.reading(true))).isEqualTo("RESET 8");
  }

  /** What comes behind all of the request that has arrived. */
  private static String endOf(H2Stream served) throws InterruptedException {
    String frame = served.take();
    while (frame.startsWith("HEAD") || frame.startsWith("DATA")) {
      frame = served.take();
    }
    return frame;
  }

  @Test
  void upstreamThatTookTheRequestHasTheTimeForAnswers() throws Exception {
    restart("  limits: {idleTimeout: 1m, responseTimeout: 300ms}\n");
    H2Stream request = client.request(false, "POST", "/");
    H2Stream served = origin.take();
    request.data("x".repeat(200_000), true);

    assertThat(request.take()).startsWith("HEAD :status=504").contains("x-tapmesh-error=timeout");
    assertThat(served.take()).startsWith("HEAD");
    assertThat(served.takeData()).hasSize(200_000);
  }

  @Test
  void bodyThatTricklesInIsBrokenOff() throws Exception {
    restart(RATE);
    H2Stream request = client.request(false, "POST", "/");
    request.trickle();

    assertThat(request.take())
        .startsWith("HEAD :status=408")
        .contains("x-tapmesh-error=request_timeout");
  }

  @Test
  void bodyThatIsFastEnoughPasses() throws Exception {
    restart(RATE);
    H2Stream request = client.request(false, "POST", "/");
    request.data("x".repeat(99_999), false);
    H2Stream served = origin.take();
    Wait.until("it has arrived", () -> served.bytesHere() >= 99_999);
    // The pace is one of the whole: what came early may rest, for as long as one that did not.
    H2Stream slower = client.request(false, "POST", "/");
    assertThat(slower.take()).startsWith("HEAD :status=408");
    request.data("x", true);
    served.take();
    assertThat(served.takeData()).hasSize(100_000);
    served.head(true, ":status", "200");
    assertThat(request.take()).startsWith("HEAD :status=200");
  }

  @Test
  void conversationMayRestOnceItsResponseHasBegun() throws Exception {
    restart(RATE);
    H2Stream request = client.request(false, "POST", "/");
    origin.take().head(false, ":status", "200");
    assertThat(request.take()).startsWith("HEAD :status=200");
    H2Stream slower = client.request(false, "POST", "/");
    assertThat(slower.take()).startsWith("HEAD :status=408");
    assertThat(request.isQuiet()).isTrue();
  }

  @Test
  void interimResponsesWithoutEndAreBrokenOff() throws Exception {
    restart("  limits: {maxInterimResponses: 3}\n");
    H2Stream request = client.get("/");
    H2Stream served = origin.take();
    served.take();
    for (int i = 0; i < 4; i++) {
      served.head(false, ":status", "103");
    }
    for (int i = 0; i < 3; i++) {
      assertThat(request.take()).startsWith("HEAD :status=103");
    }
    assertThat(request.take())
        .startsWith("HEAD :status=502")
        .contains("x-tapmesh-error=bad_response");
    assertThat(served.take()).isEqualTo("RESET 8");
  }
}
