package io.tapmesh.standalone.process;

import java.time.Duration;
import java.util.Map;

/** What the tests start as processes of their own. */
final class ProcessTestMain {

  private ProcessTestMain() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "child" -> child();
      case "dying" -> {
        System.err.println("the reason why");
        System.exit(3);
      }
      case "deaf" -> {
        ParentLink.open().tell("ready", Map.of());
        Thread.sleep(Duration.ofHours(1).toMillis());
      }
      case "waiting" -> waiting();
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void child() {
    ParentLink parent = ParentLink.open();
    System.out.println("a library prints");
    parent.tell("ready", Map.of("pid", ProcessHandle.current().pid()));
    parent.serve(
        Map.of(
            "echo", line -> parent.tell("echo", line),
            "hang", line -> hang(),
            "die", line -> Runtime.getRuntime().halt(9)));
    System.exit(0);
  }

  private static void hang() {
    try {
      Thread.sleep(Duration.ofHours(1).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void waiting() throws InterruptedException {
    StopSignal stop = StopSignal.install(() -> System.out.println("stopping"));
    System.out.println("ready");
    stop.await(Duration.ofMinutes(2));
    // As long as stopping takes, a second Ctrl-C must end it.
    if (!"TERM".equals(System.getProperty("quick"))) {
      Thread.sleep(Duration.ofMinutes(10).toMillis());
    }
  }
}
