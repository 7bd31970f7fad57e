package io.tapmesh.benchmarks.proxy;

import io.tapmesh.benchmarks.process.Program;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that stands between a load generator and the origin.
 *
 * @param program null for nothing at all: the generator talks to the origin itself
 * @param port for HTTP/1
 * @param tcpPort for bytes that nobody looks at, 0 if it does not do that
 * @param h2Port for HTTP/2 with prior knowledge, 0 if it does not do that
 * @param adminPort of our own proxy, 0 for others
 */
record Peer(
    String name, @Nullable Program program, int port, int tcpPort, int h2Port, int adminPort) {

  Peer(String name, @Nullable Program program, int port, int tcpPort, int h2Port) {
    this(name, program, port, tcpPort, h2Port, 0);
  }

  static final String DIRECT = "direct";
  static final String HAPROXY = "haproxy";
  static final String NGINX = "nginx";
  static final String NGHTTPX = "nghttpx";
  static final String GATEWAY = "spring-gateway";
  static final String TAP = "tapmesh";
  static final String TAP_QUIET = "tapmesh-quiet";
  static final String TAP_CUT_OFF = "tapmesh-cut-off";

  /** Whether it needs some load before it is as fast as it gets. */
  boolean isJvm() {
    return Set.of(TAP, TAP_QUIET, TAP_CUT_OFF, GATEWAY).contains(name);
  }

  /** Where HTTP/1 is answered. */
  String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  /** CPU time so far; 0 for {@link #DIRECT}. */
  long cpuMicros() {
    return program == null ? 0 : program.cpuMicros();
  }

  Program running() {
    if (program == null) {
      throw new IllegalStateException(name + " is no program");
    }
    return program;
  }
}
