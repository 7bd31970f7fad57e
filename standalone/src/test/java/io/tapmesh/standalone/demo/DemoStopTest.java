package io.tapmesh.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a demo ends, and what keeps one from starting. */
@Tag("slow")
class DemoStopTest {

  private static final Duration START = Duration.ofSeconds(150);
  private static final Duration TRAFFIC = Duration.ofMinutes(3);
  private static final Duration END = Duration.ofSeconds(150);

  @TempDir private Path temp;

  @Test
  void storesEverythingInFlightOnCtrlC() throws Exception {
    Path data = temp.resolve("data");
    try (TapmeshProcess demo = demo(data)) {
      demo.awaitOpen(START);
      demo.await("/api/v1/graph?window=1m", TRAFFIC, graph -> graph.path("edges").size() > 5);
      refusesASecondOneOn(data);

      // A terminal sends it to all of them.
      List<ProcessHandle> children =
          List.of(demo.child("shop-process"), demo.child("proxies-process"));
      for (ProcessHandle child : children) {
        TapmeshProcess.signal(child, "INT");
      }
      demo.signal("INT");

      assertThat(demo.awaitExit(END)).as(demo.output()).isZero();
      JsonNode summary =
          new ObjectMapper().readTree(data.resolve("run").resolve("summary.json").toFile());
      assertThat(summary.at("/api/requests")).isEqualTo(summary.at("/load/requests"));
      assertThat(summary.at("/api/errors")).isEqualTo(summary.at("/load/errors"));
      assertThat(summary.at("/load/unanswered").asLong()).isZero();
      assertThat(summary.path("spansStored")).isEqualTo(summary.at("/spans/made"));
      assertThat(children).noneMatch(ProcessHandle::isAlive);
    }
  }

  @Test
  void endsByItselfAfterTheDuration() throws Exception {
    String data = temp.resolve("data").toString();
    try (TapmeshProcess demo =
        TapmeshProcess.start("demo", "--data", data, "--port", "0", "--duration", "3s")) {

      assertThat(demo.awaitExit(START.plus(END))).as(demo.output()).isZero();
      assertThat(demo.output()).contains("errors: the same", "none dropped");
    }
  }

  @Test
  void saysSoWhenAPartDiesAndTakesTheOthersDownInOrder() throws Exception {
    try (TapmeshProcess demo = demo(temp.resolve("data"))) {
      demo.awaitOpen(START);
      ProcessHandle shop = demo.child("shop-process");

      TapmeshProcess.signal(demo.child("proxies-process"), "KILL");

      assertThat(demo.awaitExit(END)).as(demo.output()).isEqualTo(70);
      assertThat(demo.output()).contains("the proxies process ended unexpectedly (status 137)");
      assertThat(shop.isAlive()).isFalse();
    }
  }

  @Test
  void leavesNoProcessBehindWhenItIsKilled() throws Exception {
    try (TapmeshProcess demo = demo(temp.resolve("data"))) {
      demo.awaitOpen(START);
      List<ProcessHandle> children =
          List.of(demo.child("shop-process"), demo.child("proxies-process"));

      demo.signal("KILL");

      for (ProcessHandle child : children) {
        assertThat(child.onExit().get(60, TimeUnit.SECONDS).isAlive()).isFalse();
      }
    }
  }

  @Test
  void refusesATakenPortBeforeAnythingStarts() throws Exception {
    Path data = temp.resolve("data");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        TapmeshProcess demo =
            TapmeshProcess.start(
                "demo", "--data", data.toString(), "--port", "" + taken.getLocalPort())) {

      assertThat(demo.awaitExit(END)).isEqualTo(69);
      assertThat(demo.output())
          .isEqualTo(
              "tapmesh: port %d of 127.0.0.1 is taken; choose another with --port, 0 for any"
                  .formatted(taken.getLocalPort()));
      assertThat(Files.exists(data)).isFalse();
    }
  }

  private static void refusesASecondOneOn(Path data) throws Exception {
    try (TapmeshProcess second = demo(data)) {
      assertThat(second.awaitExit(END)).isEqualTo(69);
      assertThat(second.output()).contains("is in use by another tapmesh");
    }
  }

  private static TapmeshProcess demo(Path data) throws Exception {
    return TapmeshProcess.start("demo", "--data", data.toString(), "--port", "0", "--rate", "20");
  }
}
