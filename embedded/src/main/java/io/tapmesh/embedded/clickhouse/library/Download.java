package io.tapmesh.embedded.clickhouse.library;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Downloads a file of known size. What an interrupted try has left is continued where the server
 * can, and thrown away where it cannot.
 */
final class Download {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
  private static final int BUFFER_BYTES = 256 << 10;
  private static final int PARTIAL_CONTENT = 206;
  private static final int OK = 200;

  private final HttpClient client;
  private final FetchProgress progress;

  Download(FetchProgress progress, Map<String, String> environment) {
    this.progress = progress;
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(CONNECT_TIMEOUT)
            .proxy(proxy(environment))
            .build();
  }

  /** The variable that curl and npm go by, too. */
  private static ProxySelector proxy(Map<String, String> environment) {
    String proxy =
        environment.getOrDefault("HTTPS_PROXY", environment.getOrDefault("https_proxy", ""));
    if (proxy.isBlank()) {
      return ProxySelector.getDefault();
    }
    URI uri = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
    return ProxySelector.of(new InetSocketAddress(uri.getHost(), Math.max(uri.getPort(), 80)));
  }

  /**
   * Gets {@code from} into {@code part}.
   *
   * @throws IOException if the file cannot be written
   * @throws StartupException if the server does not give it
   */
  void fetch(URI from, Path part, long totalBytes) throws IOException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    if (have > totalBytes) {
      Files.delete(part);
      have = 0;
    }
    if (have == totalBytes) {
      return;
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(from);
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    HttpResponse<InputStream> response = send(from, request.build());
    int status = response.statusCode();
    try (InputStream body = response.body()) {
      if (status != OK && status != PARTIAL_CONTENT) {
        throw failed(from, "status " + status, null);
      }
      copy(from, body, part, status == PARTIAL_CONTENT ? have : 0, totalBytes);
    }
  }

  private HttpResponse<InputStream> send(URI from, HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw failed(from, e.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(from, "interrupted", e);
    }
  }

  private void copy(URI from, InputStream body, Path part, long start, long totalBytes)
      throws IOException {
    try (FileChannel file =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.truncate(start);
      file.position(start);
      long done = start;
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = read(from, body, buffer); read >= 0; read = read(from, body, buffer)) {
        done += read;
        if (done > totalBytes) {
          throw failed(from, "more than the expected " + totalBytes + " bytes", null);
        }
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
        progress.advanced(done, totalBytes);
      }
      if (done < totalBytes) {
        throw failed(from, "it ended after " + done + " of " + totalBytes + " bytes", null);
      }
    }
  }

  /** Tells a broken connection from a full disk. */
  private static int read(URI from, InputStream body, byte[] buffer) {
    try {
      return body.read(buffer);
    } catch (IOException e) {
      throw failed(from, e.toString(), e);
    }
  }

  private static StartupException failed(URI from, String why, @Nullable Throwable cause) {
    return new StartupException(
        ExitCode.UNAVAILABLE,
        "downloading the ClickHouse engine from "
            + from.getHost()
            + " failed ("
            + why
            + "); start again to continue where it stopped",
        cause);
  }
}
