package io.tapmesh.benchmarks.proxy;

import io.tapmesh.benchmarks.load.LoadResult;
import io.tapmesh.benchmarks.report.Medians;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Runs the same load through several peers in turn, so that whatever else the machine does meets
 * all of them, and answers with medians.
 */
final class Rounds {

  /** One turn of one peer. */
  record Turn(LoadResult load, long cpuMicros) {

    double cpuMicrosPerRequest() {
      return (double) cpuMicros / load.requests();
    }

    double cpuMicrosPerMegabyte() {
      return cpuMicros / (load.bytes() / 1e6);
    }
  }

  private final Map<String, List<Turn>> turns = new LinkedHashMap<>();

  private Rounds() {}

  /**
   * Runs them; before, what runs on a JVM is warmed up by the same load.
   *
   * @throws IllegalStateException if a request failed: a number with errors in it says nothing
   */
  static Rounds run(
      List<Peer> peers, BenchOptions options, int rounds, Function<Peer, LoadResult> load) {
    Rounds result = new Rounds();
    for (Peer peer : peers) {
      int warmUpSeconds = peer.isJvm() ? options.warmUpSeconds() : options.seconds();
      for (int spent = 0; spent < warmUpSeconds; spent += options.seconds()) {
        turn(peer, load);
      }
      result.turns.put(peer.name(), new ArrayList<>());
    }
    for (int round = 0; round < rounds; round++) {
      for (Peer peer : peers) {
        result.of(peer.name()).add(turn(peer, load));
      }
    }
    return result;
  }

  private static Turn turn(Peer peer, Function<Peer, LoadResult> load) {
    long before = peer.cpuMicros();
    LoadResult done = load.apply(peer);
    long used = peer.cpuMicros() - before;
    if (done.failures() > 0 || done.requests() == 0) {
      throw new IllegalStateException(
          "%s: %d requests failed, %d did not (expected: no failures)"
              .formatted(peer.name(), done.failures(), done.requests()));
    }
    return new Turn(done, used);
  }

  private List<Turn> of(String peer) {
    List<Turn> found = turns.get(peer);
    if (found == null) {
      throw new IllegalStateException(peer + " took no part");
    }
    return found;
  }

  double requestsPerSecond(String peer) {
    return Medians.of(of(peer), turn -> turn.load().requestsPerSecond());
  }

  double megabytesPerSecond(String peer) {
    return Medians.of(of(peer), turn -> turn.load().megabytesPerSecond());
  }

  double cpuMicrosPerRequest(String peer) {
    return Medians.of(of(peer), Turn::cpuMicrosPerRequest);
  }

  double cpuMicrosPerMegabyte(String peer) {
    return Medians.of(of(peer), Turn::cpuMicrosPerMegabyte);
  }
}
