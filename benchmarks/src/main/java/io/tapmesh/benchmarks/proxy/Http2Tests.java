package io.tapmesh.benchmarks.proxy;

import io.tapmesh.benchmarks.load.H2Load;
import io.tapmesh.benchmarks.load.LoadResult;
import io.tapmesh.benchmarks.report.Report;
import io.tapmesh.benchmarks.report.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** HTTP/2 and gRPC, with prior knowledge on both sides. */
final class Http2Tests {

  private static final String CPU = "CPU µs/request";
  private static final double LIMIT = 1.1;
  private static final int CONNECTIONS = 8;
  private static final int STREAMS = 16;

  private final BenchOptions options;
  private final Report report;

  Http2Tests(BenchOptions options, Report report) {
    this.options = options;
    this.report = report;
  }

  /**
   * Runs them.
   *
   * @param message a file to send
   */
  void run(List<Peer> peers, Path message) {
    if (options.wants("h2")) {
      compare("h2", peers, peer -> load(peer, List.of()));
    }
    if (options.wants("grpc")) {
      List<String> arguments =
          List.of(
              "-d",
              message.toString(),
              "-H",
              "content-type: application/grpc",
              "-H",
              "te: trailers");
      compare("grpc", peers, peer -> load(peer, arguments));
    }
  }

  private LoadResult load(Peer peer, List<String> arguments) {
    String url = "http://127.0.0.1:" + peer.h2Port() + "/message";
    return H2Load.run(url, CONNECTIONS, STREAMS, options.seconds(), arguments);
  }

  private void compare(String test, List<Peer> peers, Function<Peer, LoadResult> load) {
    Rounds rounds = Rounds.run(peers, options, options.rounds(), load);
    double nginx = rounds.cpuMicrosPerRequest(Peer.NGINX);
    double nghttpx = rounds.cpuMicrosPerRequest(Peer.NGHTTPX);
    String best = nginx < nghttpx ? Peer.NGINX : Peer.NGHTTPX;
    for (Peer peer : peers) {
      String name = peer.name();
      report.add(Result.of(test, name, "requests/s", rounds.requestsPerSecond(name)));
      double cpu = rounds.cpuMicrosPerRequest(name);
      if (name.equals(Peer.TAP)) {
        report.add(Result.atMost(test, name, CPU, cpu, Math.min(nginx, nghttpx), LIMIT, best));
      } else if (peer.program() != null) {
        report.add(Result.of(test, name, CPU, cpu));
      }
    }
  }
}
