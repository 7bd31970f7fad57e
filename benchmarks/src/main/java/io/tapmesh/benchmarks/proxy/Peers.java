package io.tapmesh.benchmarks.proxy;

import io.tapmesh.benchmarks.Broker;
import io.tapmesh.benchmarks.process.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Starts the origin and what stands in front of it. All of it listens on loopback only. */
final class Peers {

  private static final int BIG_BYTES = 1_000_000;

  /** A message of gRPC: not compressed, five bytes long. */
  private static final byte[] MESSAGE = {0, 0, 0, 0, 5, 'h', 'e', 'l', 'l', 'o'};

  private final Lab lab;
  private final int originPort = Program.freePort();
  private final int h2OriginPort = Program.freePort();

  Peers(Lab lab) {
    this.lab = lab;
  }

  /** The origin itself. */
  Peer direct() {
    try {
      Path www = Files.createDirectories(lab.folder().resolve("www"));
      Files.write(www.resolve("big"), new byte[BIG_BYTES]);
      Files.write(www.resolve("message"), MESSAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Object> values = values(originPort, 0, h2OriginPort);
    Path file = lab.write("origin.conf", "origin.conf", values);
    lab.start("origin", originPort, "nginx", "-c", file.toString());
    lab.start(
        "h2-origin",
        h2OriginPort,
        "nghttpd",
        "--no-tls",
        "--address=127.0.0.1",
        "--htdocs=" + lab.folder().resolve("www"),
        "--max-concurrent-streams=1000",
        "--trailer=grpc-status: 0",
        Integer.toString(h2OriginPort));
    return new Peer(Peer.DIRECT, null, originPort, originPort, h2OriginPort);
  }

  Peer haproxy() {
    int port = Program.freePort();
    int tcpPort = Program.freePort();
    Path file = lab.write("haproxy.cfg", "haproxy.cfg", values(port, tcpPort, 0));
    Program program = lab.start(Peer.HAPROXY, port, "haproxy", "-db", "-f", file.toString());
    return new Peer(Peer.HAPROXY, program, port, tcpPort, 0);
  }

  Peer nginx() {
    int port = Program.freePort();
    int h2Port = Program.freePort();
    Path file = lab.write("nginx.conf", "nginx.conf", values(port, 0, h2Port));
    Program program = lab.start(Peer.NGINX, port, "nginx", "-c", file.toString());
    return new Peer(Peer.NGINX, program, port, 0, h2Port);
  }

  Peer nghttpx() {
    int port = Program.freePort();
    Program program =
        lab.start(
            Peer.NGHTTPX,
            port,
            "nghttpx",
            "--conf=/dev/null",
            "--workers=2",
            "--frontend=127.0.0.1," + port + ";no-tls",
            "--backend=127.0.0.1," + h2OriginPort + ";;proto=h2",
            "--accesslog-file=/dev/null",
            "--frontend-http2-max-concurrent-streams=1000");
    return new Peer(Peer.NGHTTPX, program, 0, 0, port);
  }

  /** A gateway on the JVM, built from Maven Central by a module that stands apart. */
  Peer gateway() {
    int port = Program.freePort();
    String script = lab.home().resolve("benchmarks/gateway/run").toString();
    Program program =
        lab.start(Peer.GATEWAY, port, script, Integer.toString(port), Integer.toString(originPort));
    return new Peer(Peer.GATEWAY, program, port, 0, 0);
  }

  /** Our proxy without telemetry: nothing is shipped, metrics are only on the admin port. */
  Peer quietTap() {
    return tap(Peer.TAP_QUIET, "tap-proxy.yaml", 0);
  }

  /** Our proxy with every span and all metrics going to a broker. */
  Peer tap(int kafkaPort) {
    return tap(Peer.TAP, "tap-proxy-kafka.yaml", kafkaPort);
  }

  /** The same, for one whose broker will be stopped. */
  Peer tapToCutOff(int kafkaPort) {
    return tap(Peer.TAP_CUT_OFF, "tap-proxy-kafka.yaml", kafkaPort);
  }

  private Peer tap(String name, String template, int kafkaPort) {
    int port = Program.freePort();
    int tcpPort = Program.freePort();
    int h2Port = Program.freePort();
    Map<String, Object> values = new HashMap<>(values(port, tcpPort, h2Port));
    int adminPort = Program.freePort();
    values.put("adminPort", adminPort);
    values.put("kafkaPort", kafkaPort);
    Path file = lab.write(name + ".yaml", template, values);
    String launcher = lab.home().resolve("tapmesh").toString();
    Program program = lab.start(name, port, launcher, "run", "proxy", "--config", file.toString());
    return new Peer(name, program, port, tcpPort, h2Port, adminPort);
  }

  /** A real broker, in a process of its own. */
  Program broker(String name, int port) {
    String data = lab.folder().resolve(name).toString();
    return lab.startJava(name, port, Broker.class.getName(), data, Integer.toString(port));
  }

  /** What the origin answers, and a client of gRPC may send. */
  Path message() {
    return lab.folder().resolve("www/message");
  }

  /** Ends one before the others. */
  void end(Peer peer) {
    lab.end(peer.running());
  }

  private Map<String, Object> values(int port, int tcpPort, int h2Port) {
    return Map.of(
        "folder", lab.folder(),
        "port", port,
        "tcpPort", tcpPort,
        "h2Port", h2Port,
        "originPort", originPort,
        "h2OriginPort", h2OriginPort);
  }
}
