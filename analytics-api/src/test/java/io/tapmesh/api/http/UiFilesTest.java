package io.tapmesh.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.http.HttpResponseException;
import io.tapmesh.api.fixture.ApiClient;
import io.tapmesh.api.fixture.ApiClient.Answer;
import io.tapmesh.api.fixture.RawHttp;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class UiFilesTest {

  private static Javalin present;
  private static Javalin absent;

  @BeforeAll
  static void start() {
    present = serving("/tapmesh-ui-sample");
    absent = serving("/no-such-folder");
  }

  @AfterAll
  static void stop() {
    present.stop();
    absent.stop();
  }

  @Test
  void servesThePageForEveryPathThatTheUiRoutes() {
    for (String path :
        List.of("/", "/graph", "/traces/abc", "/services/cart", "/services/a%2Fb", "/index.html")) {
      Answer answer = client(present).ask(path);
      assertThat(answer.status()).as(path).isEqualTo(200);
      assertThat(answer.text()).contains("<title>sample</title>");
      assertThat(answer.header("Content-Type")).startsWith("text/html");
      assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
    }
    assertThat(client(present).ask("/services/cart.shop", "Accept", "text/html").status())
        .isEqualTo(200);
  }

  @Test
  void cachesFilesWithHashesForEver() {
    Answer script = client(present).ask("/assets/app-1a2b3c.js", "Accept-Encoding", "identity");
    assertThat(script.text()).startsWith("/* a sample of the UI */");
    assertThat(script.header("Cache-Control")).contains("immutable");
    assertThat(script.header("Content-Type")).startsWith("text/javascript");
    assertThat(client(present).ask("/favicon.svg").header("Content-Type"))
        .isEqualTo("image/svg+xml");
  }

  @Test
  void compressesForThoseWhoCan() {
    Answer script = client(present).ask("/assets/app-1a2b3c.js", "Accept-Encoding", "gzip");
    assertThat(script.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(script.text().length()).isLessThan(500);
  }

  @Test
  void hasNoPageForFilesThatAreMissing() {
    assertThat(client(present).ask("/assets/nope.js").status()).isEqualTo(404);
    assertThat(client(present).ask("/assets/").status()).isEqualTo(404);
    assertThat(client(present).ask("/logo.png", "Accept", "image/*").status()).isEqualTo(404);
  }

  @Test
  void leadsNowhereElse() throws Exception {
    for (String path :
        List.of(
            "/../io/tapmesh/schemas/clickhouse/0001_traces.sql",
            "/assets/../../logback-test.xml",
            "/..%2flogback-test.xml",
            "/%2e%2e/logback-test.xml",
            "/assets/..%5c..%5clogback-test.xml",
            "//logback-test.xml",
            "/./logback-test.xml")) {
      assertThat(RawHttp.get(present.port(), path).text())
          .as(path)
          .doesNotContain("configuration>");
    }
  }

  @Test
  void saysThatTheUiIsNotThere() {
    Answer root = client(absent).ask("/");
    assertThat(root.status()).isEqualTo(200);
    assertThat(root.text()).contains("its UI is not on the class path");
    assertThat(root.header("Content-Type")).startsWith("text/plain");
    assertThat(client(absent).ask("/graph").status()).isEqualTo(404);
  }

  private static ApiClient client(Javalin server) {
    return new ApiClient(URI.create("http://127.0.0.1:" + server.port()));
  }

  private static Javalin serving(String folder) {
    UiFiles files = new UiFiles(folder);
    return Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.http.compressionStrategy = CompressionStrategy.GZIP;
              config.routes.get("/", files::serve);
              config.routes.get("/<path>", files::serve);
              config.routes.exception(HttpResponseException.class, Problems::respond);
            })
        .start("127.0.0.1", 0);
  }
}
