package io.tapmesh.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands in for a {@code clickhouse server} process: reads its port from the configuration file,
 * answers to health checks and leaves a mark when it is asked to stop.
 */
public final class FakeClickHouseServer {

  private FakeClickHouseServer() {}

  public static void main(String[] args) throws IOException {
    Path config = Path.of(args[1].substring("--config-file=".length()));
    Matcher port = Pattern.compile("<http_port>(\\d+)<").matcher(Files.readString(config));
    if (!args[0].equals("server") || !port.find()) {
      throw new IllegalArgumentException(String.join(" ", args));
    }
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Integer.parseInt(port.group(1))),
            0);
    server.createContext(
        "/",
        exchange -> {
          boolean ping = exchange.getRequestURI().getPath().equals("/ping");
          byte[] body = (ping ? "Ok.\n" : "25.3.1.1\n").getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    Runtime.getRuntime().addShutdownHook(new Thread(() -> mark(config.resolveSibling("stopped"))));
    server.start();
  }

  private static void mark(Path file) {
    try {
      Files.writeString(file, "stopped in good order");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
