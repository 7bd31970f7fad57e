package io.tapmesh.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.tapmesh.benchmarks.code.Samples;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a connection carries, told by what came first; once for each connection. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FirstBytesBench {

  @Param({"curl", "browser", "http2", "tls", "redis"})
  public String client;

  private ByteBuf in;

  @Setup
  public void prepare() {
    in =
        Samples.buffer(
            switch (client) {
              case "http2" -> "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0".repeat(9);
              case "tls" -> "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003";
              case "redis" -> "*2\r\n$3\r\nGET\r\n$4\r\ncart\r\n";
              default -> Samples.head(client);
            });
    FirstBytes.Verdict expected =
        switch (client) {
          case "http2" -> FirstBytes.Verdict.HTTP2;
          case "tls" -> FirstBytes.Verdict.TLS;
          case "redis" -> FirstBytes.Verdict.TCP;
          default -> FirstBytes.Verdict.HTTP1;
        };
    Samples.expect(expected, judge());
  }

  @Benchmark
  public Object judge() {
    return FirstBytes.of(in);
  }

  @TearDown
  public void release() {
    in.release();
  }
}
