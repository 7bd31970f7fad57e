package io.tapmesh.benchmarks.proxy;

import io.tapmesh.benchmarks.load.AdminMetrics;
import io.tapmesh.benchmarks.load.H2Load;
import io.tapmesh.benchmarks.load.IdleConnections;
import io.tapmesh.benchmarks.load.LoadResult;
import io.tapmesh.benchmarks.load.Wrk;
import io.tapmesh.benchmarks.process.Program;
import io.tapmesh.benchmarks.report.Medians;
import io.tapmesh.benchmarks.report.Report;
import io.tapmesh.benchmarks.report.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What a proxy holds, and what it does without Kafka. */
final class ResourceTests {

  private static final double KIB_PER_MB = 1e6 / 1024;
  private static final int STEADY_RATE = 1_000;
  private static final int STEADY_CONNECTIONS = 50;
  private static final int STEADY_SECONDS = 40;

  /** What compiles and settles in the beginning does not count. */
  private static final int SETTLE_SECONDS = 20;

  private static final double STEADY_LIMIT_MB = 120;
  private static final int IDLE_CONNECTIONS = 10_000;
  private static final double IDLE_LIMIT_MB = 200;
  private static final int CONNECTIONS = 64;
  private static final double KAFKA_LIMIT = 0.97;

  private final BenchOptions options;
  private final Report report;

  ResourceTests(BenchOptions options, Report report) {
    this.options = options;
    this.report = report;
  }

  /** Resident memory of a fresh proxy at a steady rate: the median of a look each second. */
  @SuppressWarnings("FutureReturnValueIgnored") // Looks that fail leave no median, which says so.
  void memory(Peer fresh) {
    List<Double> held = Collections.synchronizedList(new ArrayList<>());
    ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor();
    try {
      looks.scheduleAtFixedRate(
          () -> held.add(megabytes(fresh)), SETTLE_SECONDS, 1, TimeUnit.SECONDS);
      H2Load.latencies(fresh.url("/"), STEADY_CONNECTIONS, STEADY_RATE, STEADY_SECONDS);
    } finally {
      looks.shutdownNow();
    }
    double median = Medians.of(List.copyOf(held), Double::doubleValue);
    report.add(Result.within("memory", fresh.name(), "RSS MB at 1,000/s", median, STEADY_LIMIT_MB));
  }

  /** Resident memory with many connections that have carried a request and wait. */
  void idle(Peer fresh) {
    IdleConnections idle = IdleConnections.open(fresh.port(), IDLE_CONNECTIONS);
    double held = megabytes(fresh);
    idle.close();
    report.add(Result.within("idle", fresh.name(), "RSS MB with 10,000", held, IDLE_LIMIT_MB));
  }

  private static double megabytes(Peer peer) {
    return peer.running().residentKib() / KIB_PER_MB;
  }

  /**
   * A proxy whose broker is there and one whose broker was stopped, in turn; and where the spans of
   * the second one are afterwards.
   */
  void kafkaStopped(Peer tap, Peer cutOff, Program broker) {
    Function<Peer, LoadResult> load =
        peer -> Wrk.run(peer.url("/"), CONNECTIONS, options.seconds(), List.of());
    // It has sent spans before.
    Rounds.run(List.of(cutOff), options, 0, load);
    broker.kill();
    Rounds rounds = Rounds.run(List.of(tap, cutOff), options, options.rounds(), load);
    double there = rounds.requestsPerSecond(tap.name());
    double stopped = rounds.requestsPerSecond(cutOff.name());
    report.add(Result.of("kafka", tap.name(), "requests/s", there));
    report.add(
        Result.atLeast(
            "kafka", cutOff.name(), "requests/s", stopped, there, KAFKA_LIMIT, tap.name()));
    spans("kafka", cutOff);
  }

  /** Says what has become of all spans so far, and whether that adds up. */
  void spans(String test, Peer tap) {
    AdminMetrics metrics = AdminMetrics.of(tap.adminPort());
    String spans = "tapmesh_proxy_spans_";
    long ended = metrics.sum(spans + "ended_total");
    long exported = metrics.sum(spans + "exported_total");
    long dropped = metrics.sum(spans + "dropped_total");
    long inFlight = metrics.sum(spans + "in_flight");
    report.note(
        "%-10s spans: %,d ended = %,d exported + %,d dropped + %,d in flight%s"
            .formatted(
                test,
                ended,
                exported,
                dropped,
                inFlight,
                ended == exported + dropped + inFlight ? "  adds up" : "  DOES NOT ADD UP"));
  }
}
