package io.tapmesh.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChildProcessTest {

  private static final Duration SOON = Duration.ofMinutes(2);

  private final BlockingQueue<String> deaths = new LinkedBlockingQueue<>();
  private Path log;

  @BeforeEach
  void log(@TempDir Path directory) {
    log = directory.resolve("child.log");
  }

  @Test
  void answersAndStopsWhenTold() throws Exception {
    try (ChildProcess child = start("child")) {
      assertThat(child.await("ready", SOON).path("pid").asLong()).isEqualTo(child.pid());
      child.tell("echo a b");
      assertThat(child.await("echo", SOON).asText()).isEqualTo("echo a b");

      assertThat(child.stop(SOON)).isTrue();
      assertThat(deaths).isEmpty();
      assertThat(Files.readString(log)).contains("a library prints");
    }
  }

  @Test
  void leavesCtrlCToTheParent() throws Exception {
    try (ChildProcess child = start("child")) {
      child.await("ready", SOON);
      new ProcessBuilder("kill", "-INT", Long.toString(child.pid())).start().waitFor();

      child.tell("echo still here");
      assertThat(child.await("echo", SOON).asText()).isEqualTo("echo still here");
      assertThat(child.stop(SOON)).isTrue();
    }
  }

  @Test
  void tellsOfADeathWithItsStatus() throws Exception {
    try (ChildProcess child = start("child")) {
      child.await("ready", SOON);
      child.tell("die");

      assertThat(deaths.poll(120, TimeUnit.SECONDS))
          .contains("the test process ended unexpectedly (status 9)", log.toString());
      assertThatThrownBy(() -> child.await("echo", SOON))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("ended unexpectedly");
    }
  }

  @Test
  void tellsWhyItNeverGotReady() throws Exception {
    try (ChildProcess child = start("dying")) {
      assertThatThrownBy(() -> child.await("ready", SOON))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("(status 3): the reason why");
    }
  }

  @Test
  void killsAChildThatDoesNotStop() throws Exception {
    try (ChildProcess child = start("deaf")) {
      child.await("ready", SOON);

      assertThat(child.stop(Duration.ofMillis(300))).isFalse();
      for (ProcessHandle dying : ProcessHandle.of(child.pid()).stream().toList()) {
        assertThat(dying.onExit().get(120, TimeUnit.SECONDS).isAlive()).isFalse();
      }
      assertThat(deaths).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void endsWithItsParent(boolean busy) throws Exception {
    Process orphan =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-cp",
                System.getProperty("java.class.path"),
                ProcessTestMain.class.getName(),
                "child")
            .redirectError(log.toFile())
            .start();
    assertThat(orphan.inputReader().readLine()).contains("ready");
    if (busy) {
      orphan.outputWriter().write("hang\n");
    }

    // What the operating system does to the pipe when a parent dies, however it dies.
    orphan.outputWriter().close();

    assertThat(orphan.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(orphan.exitValue()).isEqualTo(ExitCode.UNAVAILABLE.code());
  }

  private ChildProcess start(String mode) {
    List<String> jvm = List.of("-Xmx32m", "-XX:TieredStopAtLevel=1");
    ChildSpec spec =
        new ChildSpec("test", jvm, ProcessTestMain.class.getName(), List.of(mode), log);
    return ChildProcess.start(spec, deaths::add);
  }
}
