package io.tapmesh.benchmarks.proxy;

import io.tapmesh.benchmarks.process.Program;
import io.tapmesh.benchmarks.report.Report;
import java.util.List;

/** All tests of {@code bench proxy}, in their order. */
final class ProxyBench {

  static final List<String> TESTS =
      List.of(
          "memory", "idle", "get", "post", "latency", "bursts", "body", "tcp", "connect", "h2",
          "grpc", "kafka");

  private final BenchOptions options;
  private final Report report;
  private final Peers peers;

  ProxyBench(BenchOptions options, Lab lab, Report report) {
    this.options = options;
    this.report = report;
    this.peers = new Peers(lab);
  }

  void run() {
    int kafkaPort = Program.freePort();
    peers.broker("kafka", kafkaPort);
    Peer direct = peers.direct();
    report.header();
    resources(kafkaPort);
    Peer haproxy = peers.haproxy();
    Peer nginx = peers.nginx();
    Peer tap = peers.tap(kafkaPort);
    Peer quiet = peers.quietTap();
    http(direct, haproxy, nginx, tap, quiet);
    if (options.wants("h2") || options.wants("grpc")) {
      Http2Tests http2 = new Http2Tests(options, report);
      http2.run(List.of(direct, nginx, peers.nghttpx(), quiet, tap), peers.message());
    }
    if (options.wants("kafka")) {
      int otherPort = Program.freePort();
      Program other = peers.broker("other-kafka", otherPort);
      new ResourceTests(options, report).kafkaStopped(tap, peers.tapToCutOff(otherPort), other);
    }
  }

  /** Each with a proxy that has done nothing before. */
  private void resources(int kafkaPort) {
    ResourceTests resources = new ResourceTests(options, report);
    if (options.wants("memory")) {
      Peer tap = peers.tap(kafkaPort);
      resources.memory(tap);
      peers.end(tap);
    }
    if (options.wants("idle")) {
      Peer tap = peers.tap(kafkaPort);
      resources.idle(tap);
      peers.end(tap);
    }
  }

  private void http(Peer direct, Peer haproxy, Peer nginx, Peer tap, Peer quiet) {
    HttpTests http = new HttpTests(options, report);
    if (options.wants("get")) {
      Peer gateway = peers.gateway();
      http.get(List.of(direct, haproxy, nginx, gateway, quiet, tap));
      new ResourceTests(options, report).spans("get", tap);
      peers.end(gateway);
    }
    if (options.wants("post")) {
      http.post(List.of(direct, haproxy, nginx, quiet, tap));
    }
    if (options.wants("latency") || options.wants("bursts")) {
      latency(List.of(direct, haproxy, tap));
    }
    if (options.wants("body")) {
      http.body(List.of(direct, haproxy, nginx, tap));
    }
    if (options.wants("tcp")) {
      http.tcp(List.of(direct, haproxy, tap));
    }
    if (options.wants("connect")) {
      http.connect(List.of(direct, haproxy, nginx, tap));
    }
  }

  private void latency(List<Peer> peers) {
    LatencyTests latency = new LatencyTests(options, report, peers);
    if (options.wants("latency")) {
      latency.independent();
    }
    if (options.wants("bursts")) {
      latency.bursts();
    }
  }
}
