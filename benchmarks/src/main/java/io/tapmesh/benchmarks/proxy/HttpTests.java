package io.tapmesh.benchmarks.proxy;

import io.tapmesh.benchmarks.load.LoadResult;
import io.tapmesh.benchmarks.load.Wrk;
import io.tapmesh.benchmarks.report.Report;
import io.tapmesh.benchmarks.report.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** HTTP/1.1 and plain TCP. */
final class HttpTests {

  private static final String CPU = "CPU µs/request";
  private static final String RATE = "requests/s";
  private static final String VOLUME = "MB/s";

  private static final int CONNECTIONS = 64;
  private static final int BIG_CONNECTIONS = 8;

  private static final double TELEMETRY_LIMIT = 1.15;
  private static final double CONNECT_LIMIT = 0.8;

  private final BenchOptions options;
  private final Report report;

  HttpTests(BenchOptions options, Report report) {
    this.options = options;
    this.report = report;
  }

  void get(List<Peer> peers) {
    smallRequests("get", peers, List.of());
  }

  void post(List<Peer> peers) {
    try {
      Path script = Files.createTempFile("post", ".lua");
      script.toFile().deleteOnExit();
      Files.writeString(script, "wrk.method = 'POST'\nwrk.body = string.rep('x', 1024)\n");
      smallRequests("post", peers, List.of("-s", script.toString()));
      Files.delete(script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void smallRequests(String test, List<Peer> peers, List<String> arguments) {
    Rounds rounds =
        rounds(peers, peer -> Wrk.run(peer.url("/"), CONNECTIONS, options.seconds(), arguments));
    double haproxyCpu = rounds.cpuMicrosPerRequest(Peer.HAPROXY);
    double haproxyRate = rounds.requestsPerSecond(Peer.HAPROXY);
    for (Peer peer : peers) {
      String name = peer.name();
      double cpu = rounds.cpuMicrosPerRequest(name);
      double rate = rounds.requestsPerSecond(name);
      if (name.equals(Peer.TAP)) {
        report.add(Result.atMost(test, name, CPU, cpu, haproxyCpu, 1.0, Peer.HAPROXY));
        report.add(Result.atLeast(test, name, RATE, rate, haproxyRate, 1.0, Peer.HAPROXY));
        double quiet = rounds.cpuMicrosPerRequest(Peer.TAP_QUIET);
        report.add(Result.atMost(test, name, CPU, cpu, quiet, TELEMETRY_LIMIT, Peer.TAP_QUIET));
      } else {
        if (peer.program() != null) {
          report.add(Result.of(test, name, CPU, cpu));
        }
        report.add(Result.of(test, name, RATE, rate));
      }
    }
  }

  void body(List<Peer> peers) {
    volume("body", peers, peer -> peer.url("/big"));
  }

  void tcp(List<Peer> peers) {
    volume("tcp", peers, peer -> "http://127.0.0.1:" + peer.tcpPort() + "/big");
  }

  private void volume(String test, List<Peer> peers, Function<Peer, String> url) {
    Rounds rounds =
        rounds(
            peers, peer -> Wrk.run(url.apply(peer), BIG_CONNECTIONS, options.seconds(), List.of()));
    double haproxy = rounds.megabytesPerSecond(Peer.HAPROXY);
    for (Peer peer : peers) {
      String name = peer.name();
      double volume = rounds.megabytesPerSecond(name);
      report.add(
          name.equals(Peer.TAP)
              ? Result.atLeast(test, name, VOLUME, volume, haproxy, 1.0, Peer.HAPROXY)
              : Result.of(test, name, VOLUME, volume));
      if (peer.program() != null) {
        report.add(Result.of(test, name, "CPU µs/MB", rounds.cpuMicrosPerMegabyte(name)));
      }
    }
  }

  /** A new connection for each request. */
  void connect(List<Peer> peers) {
    List<String> close = List.of("-H", "Connection: close");
    Rounds rounds =
        rounds(peers, peer -> Wrk.run(peer.url("/"), CONNECTIONS, options.seconds(), close));
    double haproxy = rounds.requestsPerSecond(Peer.HAPROXY);
    for (Peer peer : peers) {
      String name = peer.name();
      double rate = rounds.requestsPerSecond(name);
      report.add(
          name.equals(Peer.TAP)
              ? Result.atLeast("connect", name, RATE, rate, haproxy, CONNECT_LIMIT, Peer.HAPROXY)
              : Result.of("connect", name, RATE, rate));
      if (peer.program() != null) {
        report.add(Result.of("connect", name, CPU, rounds.cpuMicrosPerRequest(name)));
      }
    }
  }

  private Rounds rounds(List<Peer> peers, Function<Peer, LoadResult> load) {
    return Rounds.run(peers, options, options.rounds(), load);
  }
}
