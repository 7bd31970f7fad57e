package io.tapmesh.standalone.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tapmesh.schemas.StartupException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ports that several demos look for at the same time. */
class FreePortsTest {

  private static final int COUNT = 5;

  /**
   * Another demo: says in which hundreds it has found some, and keeps them until its input ends.
   */
  public static void main(String[] args) throws IOException {
    System.out.println(FreePorts.find(COUNT).get(0) / 100);
    assertEquals(-1, System.in.read());
  }

  @Test
  void anotherCallOfTheSameProcessFindsOthers() {
    List<Integer> first = FreePorts.find(COUNT);
    List<Integer> second = FreePorts.find(COUNT);

    assertEquals(COUNT, first.stream().distinct().count());
    assertTrue(second.stream().noneMatch(first::contains), first + " and " + second);
  }

  @Test
  void otherProcessesFindOthersAndGiveThemBackWhenTheyEnd(@TempDir Path locks) throws Exception {
    List<Process> demos = new ArrayList<>();
    try {
      demos.add(start(locks));
      String first = printed(demos.get(0));
      demos.add(start(locks));
      assertNotEquals(first, printed(demos.get(1)));

      end(demos.get(0));
      demos.add(start(locks));
      assertEquals(first, printed(demos.get(2)));
    } finally {
      for (Process demo : demos) {
        end(demo);
      }
    }
  }

  @Test
  void saysWhyNoBlockCanBeHad(@TempDir Path folder) {
    Path missing = folder.resolve("missing");

    StartupException failure =
        assertThrows(StartupException.class, () -> FreePorts.find(COUNT, missing));

    assertTrue(String.valueOf(failure.getMessage()).contains(missing.toString()));
  }

  private static Process start(Path locks) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            java,
            "-Djava.io.tmpdir=" + locks,
            "-cp",
            System.getProperty("java.class.path"),
            FreePortsTest.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String printed(Process demo) throws IOException {
    return new BufferedReader(new InputStreamReader(demo.getInputStream(), UTF_8)).readLine();
  }

  private static void end(Process demo) throws Exception {
    demo.getOutputStream().close();
    demo.waitFor();
  }
}
