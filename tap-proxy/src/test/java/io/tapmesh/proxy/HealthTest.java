package io.tapmesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.tapmesh.proxy.admin.AdminReply;
import io.tapmesh.proxy.intercept.OwnSockets;
import io.tapmesh.proxy.relay.MemoryBudget;
import io.tapmesh.proxy.relay.RelayCounters;
import io.tapmesh.proxy.relay.RelayLoop;
import io.tapmesh.proxy.testing.Origin;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import io.tapmesh.schemas.config.ConfigException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What probes are told. */
final class HealthTest {

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          2, new DefaultThreadFactory("probed", true), NioIoHandler.newFactory());

  @AfterEach
  void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private List<RelayLoop> loops() {
    List<RelayLoop> loops = new ArrayList<>();
    group.forEach(
        loop ->
            loops.add(
                new RelayLoop(
                    (EventLoop) loop,
                    new RelayCounters(),
                    new OwnSockets(),
                    MemoryBudget.ofThisJvm(1L << 30))));
    return loops;
  }

  private static Health of(List<RelayLoop> loops, Duration stuckAfter) {
    return new Health(loops, stuckAfter, () -> false, () -> true, List::of);
  }

  private static Health of(boolean isDraining, boolean isListening, String... troubles) {
    return new Health(
        List.of(), Duration.ZERO, () -> isDraining, () -> isListening, () -> List.of(troubles));
  }

  @Test
  void saysWhichEventLoopDoesNotTurnUntilItDoes() throws Exception {
    List<RelayLoop> loops = loops();
    Health health = of(loops, Duration.ofSeconds(1));
    Health patient = of(loops, Duration.ofDays(1));
    Health indifferent = of(loops, Duration.ZERO);
    Wait.until("both have turned", () -> loops.stream().noneMatch(loop -> loop.name().isEmpty()));
    String stuck = loops.get(1).name();
    CountDownLatch held = new CountDownLatch(1);
    group.forEach(
        loop ->
            loop.execute(
                () -> {
                  if (Thread.currentThread().getName().equals(stuck)) {
                    awaitUninterruptibly(held);
                  }
                }));

    // Not the other one, but for a moment after this whole test stood still.
    String told = "event loop " + stuck + " has not turned for \\d{4,} ms\n";
    Wait.until("it is told", () -> health.live().text().matches(told));
    assertThat(health.live().status()).isEqualTo(503);
    assertThat(patient.live()).isEqualTo(AdminReply.text(200, "ok\n"));
    assertThat(indifferent.live().status()).isEqualTo(200);

    held.countDown();
    Wait.until("it turns again", () -> health.live().status() == 200);
  }

  private static void awaitUninterruptibly(CountDownLatch held) {
    try {
      held.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A proxy that ends sends its telemetry when its loops have ended. */
  @Test
  void loopsThatHaveEndedAreNotStuck() throws Exception {
    List<RelayLoop> loops = loops();
    Health health = of(loops, Duration.ofNanos(1));
    Wait.until("time passes", () -> health.live().status() == 503);
    close();
    assertThat(health.live().status()).isEqualTo(200);
  }

  @Test
  void saysThatTelemetryIsNotExportedAndStaysReady() {
    assertThat(of(false, true, "spans are not exported", "nor metrics").ready())
        .isEqualTo(AdminReply.text(200, "ok\nspans are not exported\nnor metrics\n"));
    assertThat(of(false, true).ready()).isEqualTo(AdminReply.text(200, "ok\n"));
  }

  @Test
  void isNotReadyWhileDrainingOrWhileNobodyCanConnect() {
    assertThat(of(true, false, "x").ready()).isEqualTo(AdminReply.text(503, "draining\n"));
    assertThat(of(false, false).ready()).isEqualTo(AdminReply.text(503, "no listener is open\n"));
  }

  @ParameterizedTest
  @CsvSource({"0s, true", "1s, true", "999ms, false", "1ms, false"})
  void loopsAreGivenAtLeastASecond(String stuckAfter, boolean isAccepted) {
    String yaml =
        """
        apiVersion: tapmesh.io/v1
        kind: TapProxy
        metadata: {name: probed}
        spec:
          admin: {listen: '127.0.0.1:0', stuckAfter: %s}
          inbound: [{listen: '127.0.0.1:0', application: '127.0.0.1:1'}]
        """
            .formatted(stuckAfter);
    ThrowingCallable parse = () -> ProxyConfig.parse(yaml, "test.yaml");
    if (isAccepted) {
      assertThatCode(parse).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(parse)
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("spec.admin.stuckAfter")
          .hasMessageContaining("1s or more, or 0s");
    }
  }

  @Test
  void aRunningProxyIsLiveAndReady() throws Exception {
    try (Origin origin = new Origin();
        TapProxy proxy = Proxies.inbound("auto", origin.address(), "")) {
      assertThat(page(proxy, "/livez")).contains(" 200 ").endsWith("\r\n\r\nok\n");
      assertThat(page(proxy, "/readyz")).contains(" 200 ").endsWith("\r\n\r\nok\n");
    }
  }

  private static String page(TapProxy proxy, String path) throws IOException {
    try (Wire wire = Wire.connect(proxy.adminAddress())) {
      return wire.send("GET " + path + " HTTP/1.0\r\n\r\n").readToEnd();
    }
  }
}
