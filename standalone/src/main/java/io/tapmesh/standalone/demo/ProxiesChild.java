package io.tapmesh.standalone.demo;

import io.tapmesh.standalone.Main;
import io.tapmesh.standalone.process.ChildProcess;
import io.tapmesh.standalone.process.ChildSpec;
import io.tapmesh.standalone.process.Messages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** The proxies' process, seen from the demo. */
final class ProxiesChild implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(60);
  private static final Duration EXIT_LIMIT = Duration.ofSeconds(10);
  private static final List<String> JVM =
      List.of("-Xmx160m", "-Xss256k", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");

  private final ChildProcess process;

  private ProxiesChild(ChildProcess process) {
    this.process = process;
  }

  /** Starts the process; {@link #awaitReady} tells when all listeners are open. */
  static ProxiesChild start(Path configurations, Path log, Consumer<String> onDeath) {
    List<String> arguments = List.of("proxies-process", "--configs", configurations.toString());
    return new ProxiesChild(
        ChildProcess.start(
            new ChildSpec("proxies", JVM, Main.class.getName(), arguments, log), onDeath));
  }

  void awaitReady() throws InterruptedException {
    process.await(ProxiesProcess.READY, START_LIMIT);
  }

  /** What became of the spans, as told at most a second ago. */
  SpanCounts spans() {
    return process
        .latest(ProxiesProcess.SPANS)
        .map(data -> Messages.data(data, SpanCounts.class))
        .orElseGet(SpanCounts::none);
  }

  /** Drains all proxies, hands what they have recorded to Kafka, and returns the final count. */
  SpanCounts drain() throws InterruptedException {
    process.tell(ProxiesProcess.DRAIN);
    return Messages.data(process.await(ProxiesProcess.DRAINED, DRAIN_LIMIT), SpanCounts.class);
  }

  /** Ends the process. */
  boolean stop() throws InterruptedException {
    return process.stop(EXIT_LIMIT);
  }

  @Override
  public void close() {
    process.close();
  }
}
