package io.tapmesh.embedded.clickhouse.library;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** A server with one small package, which can be made to misbehave. */
final class FakeRegistry implements AutoCloseable {

  final byte[] library = randomBytes();
  final byte[] tarball = tarball(library);
  final List<String> ranges = new ArrayList<>();

  /** Where the next response breaks off; then it behaves again. */
  int breakAt = Integer.MAX_VALUE;

  /** What it gives instead of the package. */
  byte[] served = tarball;

  int status = 200;

  private final HttpServer server;

  FakeRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/package.tgz");
  }

  EnginePackage expected() throws Exception {
    String sha512 =
        Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-512").digest(tarball));
    return new EnginePackage(
        "@test/lib", "1.2.3", sha512, tarball.length, "libtest.so", library.length);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String range = exchange.getRequestHeaders().getFirst("Range");
      ranges.add(String.valueOf(range));
      if (status != 200) {
        exchange.sendResponseHeaders(status, -1);
        return;
      }
      int from = range == null ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
      byte[] body = Arrays.copyOfRange(served, from, served.length);
      exchange.sendResponseHeaders(range == null ? 200 : 206, body.length);
      exchange.getResponseBody().write(body, 0, Math.min(body.length, breakAt));
      breakAt = Integer.MAX_VALUE;
    }
  }

  private static byte[] randomBytes() {
    byte[] bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static byte[] tarball(byte[] library) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes))) {
      add(tar, "package/index.js", "module.exports = 1".getBytes(UTF_8));
      add(tar, "package/libtest.so", library);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static void add(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
