package io.tapmesh.proxy.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.testing.SmugglingCases;
import io.tapmesh.proxy.testing.SmugglingCases.Case;
import io.tapmesh.proxy.testing.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Messages that two readers could understand differently, from both sides: refused without a byte
 * of them reaching the other side. The cases are in {@code smuggling/*.txt}.
 */
final class SmugglingTest extends RelayContract {

  private static final String PASSES = "passes";
  private static final String CUT = "cut";
  private static final String NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n";

  SmugglingTest() {
    super("auto");
  }

  @Override
  String listener() {
    // What detection takes for another protocol, and passes on as it is, is in DetectionCasesTest.
    return ", protocol: http1";
  }

  @Override
  String spec() {
    return "  limits: {maxHeaderBytes: 4KiB, maxStartLineBytes: 1KiB, maxHeaders: 20,"
        + " maxRequestBody: 1KiB}\n";
  }

  // ---- requests ----

  static Stream<Case> refusedRequests() {
    return cases("requests.txt", outcome -> !outcome.equals(PASSES));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusedRequests")
  void requestIsRefusedAndNotAByteOfItGoesOn(Case wanted) throws Exception {
    client.send(wanted.parts("next").get(0));

    boolean whole = !wanted.outcome().endsWith("; cut");
    String[] outcome = wanted.outcome().replace("; cut", "").split(" ", 2);
    assertThat(client.readHead())
        .startsWith("HTTP/1.1 " + outcome[0] + " ")
        .contains("\r\nx-tapmesh-error: " + outcome[1] + "\r\n")
        .contains("\r\nconnection: close\r\n");
    client.close();
    proxy.close();
    for (int i = origin.connections(); i > 0; i--) {
      String got = everything(origin.take());
      assertThat(got).hasSizeLessThanOrEqualTo(whole ? 0 : Integer.MAX_VALUE);
      assertThat(got).doesNotEndWith("\r\n0\r\n\r\n");
    }
  }

  static Stream<Case> brokenChunks() {
    return refusedRequests()
        .filter(row -> row.title().equals("Chunks") && !row.outcome().endsWith("; cut"));
  }

  /** The same where the head had gone on before: the origin sees that the body is not whole. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenChunks")
  void chunkIsNotForwardedEither(Case wanted) throws Exception {
    String bytes = wanted.parts("next").get(0);
    int headEnd = bytes.indexOf("\r\n\r\n") + 4;
    client.send(bytes.substring(0, headEnd));
    Wire server = origin.take();
    assertThat(server.readHead()).isEqualTo(bytes.substring(0, headEnd));
    client.send(bytes.substring(headEnd));

    assertThat(client.readHead()).startsWith("HTTP/1.1 " + wanted.outcome().substring(0, 3));
    assertThat(everything(server)).doesNotEndWith("0\r\n\r\n");
  }

  static Stream<Case> requestsThatPass() {
    return cases("requests.txt", PASSES::equals);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requestsThatPass")
  void requestsPassOneAfterTheOtherAsTheyCame(Case wanted) throws Exception {
    List<String> requests = wanted.parts("next");
    client.send(String.join("", requests));
    Wire server = origin.take();
    for (String request : requests) {
      assertThat(server.read(request.length())).isEqualTo(request);
      assertThat(server.in().available()).as("bytes of the next request").isZero();
      server.send(NO_CONTENT);
      assertThat(client.readHead()).isEqualTo(NO_CONTENT);
    }
  }

  // ---- responses ----

  static Stream<Case> refusedResponses() {
    return cases("responses.txt", outcome -> outcome.startsWith("502 "));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusedResponses")
  void responseIsRefusedAndNotAByteOfItGoesOn(Case wanted) throws Exception {
    answer(wanted);

    String reason = wanted.outcome().substring(4);
    String head = client.readHead();
    assertThat(head)
        .startsWith("HTTP/1.1 502 Bad Gateway\r\n")
        .contains("\r\nx-tapmesh-error: " + reason + "\r\n");
    String text = client.readUntil("\n");
    assertThat(text).startsWith("tap-proxy: the upstream");
    assertThat(head).contains("content-length: " + text.length() + "\r\n");
    client.send(GET);
    Wire fresh = origin.take();
    fresh.readHead();
    fresh.send(OK);
    assertThat(client.readHead() + client.read(2)).isEqualTo(OK);
  }

  static Stream<Case> cutResponses() {
    return cases("responses.txt", CUT::equals);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cutResponses")
  void responseThatIsNotWholeCannotSeemSo(Case wanted) throws Exception {
    Wire server = answer(wanted);
    String head = client.readHead();
    List<String> parts = wanted.parts("later");
    if (parts.size() > 1) {
      client.read(parts.get(0).length() - head.length());
      server.send(parts.get(1));
    } else if (wanted.text().endsWith("{reset}")) {
      // Only now: a reset overtakes what was sent before.
      client.read(3);
      server.reset();
    }
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    boolean wasReset = copy(client, rest);

    String body = rest.toString(StandardCharsets.ISO_8859_1);
    boolean framed = head.contains("Content-Length: 10") || head.contains("Transfer-Encoding");
    assertThat(body).hasSizeLessThan(10).doesNotEndWith("0\r\n\r\n").doesNotContain("broken");
    assertThat(wasReset || framed).isTrue();
  }

  static Stream<Case> responsesThatPass() {
    return cases("responses.txt", PASSES::equals);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("responsesThatPass")
  void surplusBytesReachNobody(Case wanted) throws Exception {
    client.send(GET);
    Wire server = origin.take();
    server.readHead();
    List<String> parts = wanted.parts("surplus");
    server.send(String.join("", parts));

    assertThat(client.read(parts.get(0).length())).isEqualTo(parts.get(0));
    client.send(GET);
    Wire fresh = origin.take();
    fresh.readHead();
    fresh.send(OK);
    assertThat(client.readHead() + client.read(2)).isEqualTo(OK);
  }

  /** Answers a request with what comes before any {@code {later}}. */
  private Wire answer(Case wanted) throws Exception {
    client.send(GET);
    Wire server = origin.take();
    server.readHead();
    String bytes = wanted.parts("later").get(0);
    server.send(bytes.replace("{end}", "").replace("{reset}", ""));
    if (bytes.endsWith("{end}")) {
      server.close();
    } else if (bytes.equals("{reset}")) {
      server.reset();
    }
    return server;
  }

  // ---- the page ----

  @ParameterizedTest
  @CsvSource({
    "requests, the client sends, answer",
    "responses, the upstream sends, the client gets",
    "detection, the client sends, with `detect` | with `http`"
  })
  void pageHasTheSameCases(String side, String what, String outcome) throws Exception {
    String table = SmugglingCases.markdown(SmugglingCases.read(side + ".txt"), what, outcome);
    Path page = Path.of("..", "docs", "security.md");
    String text = Files.readString(page, UTF_8);
    String begin = "<!-- " + side + ": written by SmugglingTest -->\n";
    String end = "\n<!-- end of " + side + " -->";
    int from = text.indexOf(begin) + begin.length();
    int to = text.indexOf(end);
    if (Boolean.getBoolean("tapmesh.docs.write")) {
      Files.writeString(page, text.substring(0, from) + table + text.substring(to), UTF_8);
      return;
    }
    assertThat(text.substring(from, to))
        .as("docs/security.md; run this test with -Dtapmesh.docs.write=true to write it anew")
        .isEqualTo(table);
  }

  @Test
  void thereAreAtLeastSixtyCases() {
    assertThat(SmugglingCases.read("requests.txt")).hasSizeGreaterThan(100);
    assertThat(SmugglingCases.read("responses.txt")).hasSizeGreaterThan(40);
  }

  // ---- small things ----

  private static Stream<Case> cases(String file, Predicate<String> outcome) {
    return SmugglingCases.read(file).stream().filter(row -> outcome.test(row.outcome()));
  }

  static String everything(Wire wire) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    copy(wire, bytes);
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  /** Reads to the end; whether that was a reset. */
  private static boolean copy(Wire wire, ByteArrayOutputStream bytes) throws IOException {
    try {
      for (int b = wire.in().read(); b >= 0; b = wire.in().read()) {
        bytes.write(b);
      }
      return false;
    } catch (SocketException e) {
      return true;
    }
  }
}
