package io.tapmesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.testing.Origin;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.ProxyProcess;
import io.tapmesh.proxy.testing.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies pass through; they are not kept. */
final class MemoryTest {

  private static final long GIBIBYTE = 1L << 30;
  @TempDir Path folder;

  @Test
  @Tag("slow")
  void gibibyteEachWayPassesThroughAHeapOf64Mebibytes() throws Exception {
    String length = "Content-Length: " + GIBIBYTE + "\r\n\r\n";
    try (Origin origin = new Origin();
        ProxyProcess proxy = proxy(origin);
        Wire client = Wire.connect(proxy.address("inbound"))) {
      client.send("POST /big HTTP/1.1\r\nHost: a\r\n" + length);
      CompletableFuture<Long> upload = async(() -> write(client.out()));
      Wire server = origin.take();
      server.readHead();
      CompletableFuture<Long> received = async(() -> read(server.in()));
      server.send("HTTP/1.1 200 OK\r\n" + length);
      CompletableFuture<Long> download = async(() -> write(server.out()));
      client.readHead();
      long answer = read(client.in());

      assertThat(answer).isEqualTo(download.get(60, TimeUnit.SECONDS));
      assertThat(received.get(60, TimeUnit.SECONDS)).isEqualTo(upload.get(60, TimeUnit.SECONDS));
      client.endOutput();
      assertThat(proxy.terminate().exitCode()).as(proxy.output()).isZero();
      assertThat(proxy.output()).doesNotContain("LEAK").doesNotContain("OutOfMemory");
    }
  }

  @Test
  void slowReaderHoldsUpTheWriterInsteadOfFillingTheMemory() throws Exception {
    try (Origin origin = new Origin();
        ProxyProcess proxy = proxy(origin);
        Wire client = Wire.connect(proxy.address("inbound"))) {
      client.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
      Wire server = origin.take();
      server.readHead();
      server.send("HTTP/1.1 200 OK\r\nContent-Length: " + GIBIBYTE + "\r\n\r\n");
      client.readHead();
      CompletableFuture<Long> download = async(() -> write(server.out()));

      // Nobody reads: far less than the whole fits between the two ends.
      long before = read(client.in(), 1 << 20);
      assertThat(download).isNotDone();
      assertThat(before).isNotZero();
    }
  }

  private ProxyProcess proxy(Origin origin) throws IOException {
    String yaml =
        """
        apiVersion: tapmesh.io/v1
        kind: TapProxy
        metadata: {name: big}
        spec:
          admin: {listen: '127.0.0.1:0'}
          eventLoopThreads: 1
        %s"""
            .formatted(Proxies.inboundYaml(origin.address()));
    return ProxyProcess.of(
        folder,
        List.of("-Xmx64m", "-XX:MaxDirectMemorySize=32m", "-Dio.netty.leakDetection.level=simple"),
        yaml);
  }

  private interface Transfer {
    long run() throws IOException;
  }

  private static CompletableFuture<Long> async(Transfer transfer) {
    CompletableFuture<Long> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                done.complete(transfer.run());
              } catch (IOException e) {
                done.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  private static long write(OutputStream out) throws IOException {
    CRC32 sum = new CRC32();
    byte[] block = new byte[1 << 16];
    new Random(GIBIBYTE).nextBytes(block);
    for (long sent = 0; sent < GIBIBYTE; sent += block.length) {
      // No two blocks are the same, so that none can be lost, repeated or moved.
      block[(int) (sent >> 16) & 0xffff]++;
      sum.update(block);
      out.write(block);
    }
    return sum.getValue();
  }

  private static long read(InputStream in) throws IOException {
    return read(in, GIBIBYTE);
  }

  private static long read(InputStream in, long length) throws IOException {
    CRC32 sum = new CRC32();
    byte[] block = new byte[1 << 16];
    long left = length;
    while (left > 0) {
      int n = in.read(block, 0, (int) Math.min(block.length, left));
      if (n < 0) {
        throw new IOException("ends " + left + " bytes too early");
      }
      sum.update(block, 0, n);
      left -= n;
    }
    return sum.getValue();
  }
}
