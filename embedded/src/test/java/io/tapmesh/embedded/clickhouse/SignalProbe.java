package io.tapmesh.embedded.clickhouse;

import io.tapmesh.embedded.clickhouse.engine.Engine;
import io.tapmesh.embedded.clickhouse.engine.EngineSession;
import io.tapmesh.embedded.clickhouse.library.ChdbLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Opens sessions by the hundred while other threads do what makes the JVM raise SIGSEGV and catch
 * it: null checks in compiled code, and stopping for the garbage collector. In a process of its
 * own, since it dies if a handler is missing for a moment.
 */
public final class SignalProbe {

  private static final int SESSIONS = 300;

  private static volatile boolean done;

  private SignalProbe() {}

  private record Box(Object value) {}

  public static void main(String[] args) throws Exception {
    long before = classicSignals();
    Thread[] threads = new Thread[3];
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new Thread(SignalProbe::stumble);
      threads[i].start();
    }
    Engine engine = Engine.start(ChdbLibrary.fromEnvironment().file(), Path.of(args[0]), Map.of());
    for (int i = 0; i < SESSIONS; i++) {
      try (EngineSession session = engine.session()) {
        session.text("SELECT " + i);
      }
    }
    long after = classicSignals();
    done = true;
    for (Thread thread : threads) {
      thread.join();
    }
    engine.close();
    System.out.println(
        before == after
            ? "same handlers"
            : Long.toHexString(before) + " became " + Long.toHexString(after));
  }

  private static void stumble() {
    Box[] boxes = {new Box(1), null};
    long caught = 0;
    while (!done) {
      try {
        caught += boxes[(int) (caught & 1)].value().hashCode();
      } catch (NullPointerException e) {
        caught++;
        byte[] garbage = new byte[10_000];
        caught += garbage[0] & 2;
      }
    }
  }

  /** Those that have a handler, of the signals with names; the engine may use the others. */
  private static long classicSignals() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("SigCgt:"))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16) & 0x7fffffff)
        .findFirst()
        .orElseThrow();
  }
}
