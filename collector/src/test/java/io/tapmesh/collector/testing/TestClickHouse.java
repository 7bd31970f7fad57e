package io.tapmesh.collector.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tapmesh.embedded.clickhouse.ClickHouseOptions;
import io.tapmesh.embedded.clickhouse.EmbeddedClickHouse;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The real engine, one for all tests of the JVM (it allows one data directory per process), and a
 * database of its own for each test. Speaks HTTP without any ClickHouse client.
 */
public final class TestClickHouse {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final URI uri;
  private final String database;

  private TestClickHouse(URI uri, String database) {
    this.uri = uri;
    this.database = database;
  }

  private static final class Shared {
    static final EmbeddedClickHouse ENGINE = start();

    private static EmbeddedClickHouse start() {
      try {
        Path data = Files.createTempDirectory("collector-clickhouse");
        EmbeddedClickHouse engine = EmbeddedClickHouse.start(ClickHouseOptions.in(data));
        Runtime.getRuntime().addShutdownHook(new Thread(engine::close));
        return engine;
      } catch (IOException e) {
        throw new IllegalStateException("no directory for the engine's data", e);
      }
    }
  }

  /** An empty database; the collector makes it. */
  public static TestClickHouse newDatabase() {
    return at(Shared.ENGINE.httpUri(), "test_" + DATABASES.incrementAndGet());
  }

  public static TestClickHouse at(URI uri, String database) {
    return new TestClickHouse(uri, database);
  }

  public URI uri() {
    return uri;
  }

  public String database() {
    return database;
  }

  /** Rows as JSON; 64-bit numbers are strings. */
  public List<JsonNode> rows(String sql) {
    return post(sql + " FORMAT JSONEachRow").lines().map(TestClickHouse::parse).toList();
  }

  /** The only number of the only row. */
  public long number(String sql) {
    return Long.parseLong(post(sql + " FORMAT TSV").strip());
  }

  public String post(String sql) {
    try {
      HttpResponse<String> answer = send(sql);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return answer.body();
    } catch (IOException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private HttpResponse<String> send(String sql) throws IOException {
    String query =
        "?database="
            + URLEncoder.encode(database, UTF_8)
            + "&output_format_json_quote_64bit_integers=1";
    HttpRequest request =
        HttpRequest.newBuilder(uri.resolve("/" + query))
            .POST(HttpRequest.BodyPublishers.ofString(sql))
            .build();
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new IllegalStateException(line, e);
    }
  }
}
