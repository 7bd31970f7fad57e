package io.tapmesh.benchmarks.proxy;

import io.tapmesh.benchmarks.load.H2Load;
import io.tapmesh.benchmarks.load.OpenLoad;
import io.tapmesh.benchmarks.load.Wrk;
import io.tapmesh.benchmarks.report.Medians;
import io.tapmesh.benchmarks.report.Report;
import io.tapmesh.benchmarks.report.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** How much a proxy adds to the 99th percentile at half of what HAProxy carries at most. */
final class LatencyTests {

  private static final int CONNECTIONS = 64;
  private static final double LOAD = 0.5;
  private static final int SECONDS = 5;

  private final BenchOptions options;
  private final Report report;
  private final List<Peer> peers;
  private final int perSecond;

  /**
   * Finds out how much HAProxy carries.
   *
   * @param peers directly the origin, HAProxy and ours
   */
  LatencyTests(BenchOptions options, Report report, List<Peer> peers) {
    this.options = options;
    this.report = report;
    this.peers = peers;
    List<Peer> haproxyOnly =
        peers.stream().filter(peer -> peer.name().equals(Peer.HAPROXY)).toList();
    double peak =
        Rounds.run(
                haproxyOnly,
                options,
                options.rounds(),
                peer -> Wrk.run(peer.url("/"), CONNECTIONS, options.seconds(), List.of()))
            .requestsPerSecond(Peer.HAPROXY);
    this.perSecond = (int) (peak * LOAD);
  }

  /** Requests that come one by one, whenever they come. */
  void independent() {
    addedP99("latency", peer -> OpenLoad.latencies(peer.port(), CONNECTIONS, perSecond, SECONDS));
  }

  /** Requests that come together: on all connections at once, a hundred times a second. */
  void bursts() {
    addedP99("bursts", peer -> H2Load.latencies(peer.url("/"), CONNECTIONS, perSecond, SECONDS));
  }

  private void addedP99(String test, Function<Peer, long[]> load) {
    for (Peer peer : peers) {
      int warmUpSeconds = peer.isJvm() ? options.warmUpSeconds() : 0;
      for (int spent = 0; spent < warmUpSeconds; spent += SECONDS) {
        p99(peer, load);
      }
    }
    Map<String, List<Long>> p99 = new LinkedHashMap<>();
    for (int round = 0; round < options.rounds(); round++) {
      for (Peer peer : peers) {
        p99.computeIfAbsent(peer.name(), name -> new ArrayList<>()).add(p99(peer, load));
      }
    }
    double direct = median(p99, Peer.DIRECT);
    double haproxy = median(p99, Peer.HAPROXY) - direct;
    double tap = median(p99, Peer.TAP) - direct;
    report.add(Result.of(test, Peer.DIRECT, "p99 µs at %,d/s".formatted(perSecond), direct));
    report.add(Result.of(test, Peer.HAPROXY, "added p99 µs", haproxy));
    report.add(Result.atMost(test, Peer.TAP, "added p99 µs", tap, haproxy, 1.0, Peer.HAPROXY));
  }

  private static long p99(Peer peer, Function<Peer, long[]> load) {
    return Medians.percentile(load.apply(peer), 0.99);
  }

  private static double median(Map<String, List<Long>> values, String peer) {
    return Medians.of(values.getOrDefault(peer, List.of()), Long::doubleValue);
  }
}
