package io.tapmesh.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class StopSignalTest {

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM", "HUP"})
  void letsTheProcessEndInItsOwnTime(String signal) throws Exception {
    Process process = start("-Dquick=TERM");
    BufferedReader out = process.inputReader();
    assertThat(out.readLine()).isEqualTo("ready");

    send(process, signal);

    assertThat(out.readLine()).isEqualTo("stopping");
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void endsAtOnceOnTheSecondCtrlC() throws Exception {
    Process process = start("-Dquick=no");
    BufferedReader out = process.inputReader();
    assertThat(out.readLine()).isEqualTo("ready");
    send(process, "INT");
    assertThat(out.readLine()).isEqualTo("stopping");

    send(process, "INT");

    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
  }

  private static Process start(String option) throws Exception {
    return new ProcessBuilder(
            // Whoever runs the tests may ignore signals, in the background or under nohup,
            // and a JVM leaves alone what was ignored when it started.
            "env",
            "--default-signal=INT,TERM,HUP",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx32m",
            option,
            "-cp",
            System.getProperty("java.class.path"),
            ProcessTestMain.class.getName(),
            "waiting")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void send(Process process, String signal) throws Exception {
    String pid = Long.toString(process.pid());
    assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
  }
}
