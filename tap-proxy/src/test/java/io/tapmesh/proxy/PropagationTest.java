package io.tapmesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.testing.Kafka;
import io.tapmesh.proxy.testing.Origin;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.SpansRead.Read;
import io.tapmesh.proxy.testing.Wire;
import io.tapmesh.schemas.AttributeKeys;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trace headers as the application behind an inbound, or the callee behind an outbound, gets them.
 */
@SuppressWarnings("StringConcatToTextBlock") // Line ends are CR LF here, which text blocks hide.
final class PropagationTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";

  @TempDir static Path folder;

  private static Kafka kafka;
  private Set<String> spansOfOtherTests;
  private Origin origin;
  private TapProxy inbound;
  private TapProxy outbound;

  @BeforeAll
  static void startKafka() {
    kafka = new Kafka(folder);
  }

  @AfterAll
  static void stopKafka() throws Exception {
    kafka.close();
  }

  @BeforeEach
  void start() throws Exception {
    spansOfOtherTests = kafka.spans().all().stream().map(Read::id).collect(Collectors.toSet());
    origin = new Origin();
    inbound = Proxies.inbound("auto", origin.address(), kafka.spec());
    outbound = Proxies.outbound("auto", kafka.spec(), origin.address());
  }

  @AfterEach
  void stop() throws Exception {
    origin.close();
    inbound.close();
    outbound.close();
  }

  private String forwardedByInbound(String headers) throws Exception {
    try (Wire client = Wire.connect(inbound.inboundAddress(0))) {
      return forwarded(client, headers);
    }
  }

  private String forwardedByOutbound(String headers) throws Exception {
    try (Wire client = Wire.connect(outbound.outboundAddress(0))) {
      return forwarded(client, headers);
    }
  }

  private String forwarded(Wire client, String headers) throws Exception {
    client.send("GET /x HTTP/1.1\r\nHost: a\r\n" + headers + "Connection: close\r\n\r\n");
    try (Wire server = origin.take()) {
      String head = server.readHead();
      server.send(OK.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
      client.readToEnd();
      return head;
    }
  }

  private static Matcher match(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher;
  }

  private List<Read> spans() throws Exception {
    inbound.close();
    outbound.close();
    return kafka.spans().all().stream()
        .filter(span -> !spansOfOtherTests.contains(span.id()))
        .toList();
  }

  @Test
  void traceIsContinuedAndHeadersAreReplacedWhereTheyStand() throws Exception {
    String head =
        forwardedByInbound(
            "X-Before: 1\r\nTraceParent: 00-" + TRACE + "-" + SPAN + "-01\r\nX-After: 2\r\n");

    Matcher sent =
        match(
            head,
            "X-Before: 1\r\nTraceParent: 00-" + TRACE + "-([0-9a-f]{16})-01\r\nX-After: 2\r\n");
    Read span = spans().get(0);
    assertThat(span.traceId()).isEqualTo(TRACE);
    assertThat(span.parentId()).isEqualTo(SPAN);
    assertThat(span.id()).isEqualTo(sent.group(1));
  }

  @Test
  void requestWithoutTraceBeginsOne() throws Exception {
    Matcher sent =
        match(forwardedByInbound(""), "\r\ntraceparent: 00-([0-9a-f]{32})-([0-9a-f]{16})-03\r\n");

    Read span = spans().get(0);
    assertThat(span.traceId()).isEqualTo(sent.group(1));
    assertThat(span.id()).isEqualTo(sent.group(2));
    assertThat(span.span().getParentSpanId().isEmpty()).isTrue();
  }

  @Test
  void malformedTraceIsReplacedByANewOne() throws Exception {
    String head = forwardedByInbound("traceparent: 00-" + TRACE + "-bad-01\r\ntracestate: a=b\r\n");

    assertThat(head).doesNotContain(TRACE).doesNotContain("tracestate");
    match(head, "traceparent: 00-[0-9a-f]{32}-[0-9a-f]{16}-03\r\n");
  }

  @Test
  void traceThatIsNotSampledMakesNoSpanAndStaysSo() throws Exception {
    String head = forwardedByInbound("traceparent: 00-" + TRACE + "-" + SPAN + "-00\r\n");

    match(head, "traceparent: 00-" + TRACE + "-[0-9a-f]{16}-00\r\n");
    assertThat(spans()).isEmpty();
  }

  @Test
  void outboundNamesItsServiceFirstInTracestate() throws Exception {
    String head =
        forwardedByOutbound(
            "traceparent: 00-" + TRACE + "-" + SPAN + "-01\r\ntracestate: v=1, w=2\r\n");

    assertThat(head).contains("tracestate: tapmesh=proxied,v=1,w=2\r\n");
  }

  @Test
  void inboundReadsTheCallerAndHidesItFromTheApplication() throws Exception {
    String head =
        forwardedByInbound(
            "traceparent: 00-"
                + TRACE
                + "-"
                + SPAN
                + "-01\r\n"
                + "tracestate: tapmesh=front%2Dend%C3%A9,v=1\r\n");

    assertThat(head).contains("tracestate: v=1\r\n");
    assertThat(spans().get(0).attribute(AttributeKeys.SERVICE_PEER_NAME)).isEqualTo("front-endé");
  }

  @Test
  void tracestateWithNothingButTheCallerIsRemoved() throws Exception {
    String head =
        forwardedByInbound(
            "traceparent: 00-" + TRACE + "-" + SPAN + "-01\r\ntracestate: tapmesh=web\r\n");

    assertThat(head).doesNotContain("tracestate");
  }

  @Test
  void strangerIsExternal() throws Exception {
    forwardedByInbound("");

    assertThat(spans().get(0).attribute(AttributeKeys.SERVICE_PEER_NAME)).isEqualTo("external");
  }

  @Test
  void singleB3IsReadAndWritten() throws Exception {
    String head = forwardedByInbound("b3: " + TRACE + "-" + SPAN + "-1-0020000000000001\r\n");

    Matcher sent = match(head, "b3: " + TRACE + "-([0-9a-f]{16})-1-" + SPAN + "\r\n");
    match(head, "traceparent: 00-" + TRACE + "-" + sent.group(1) + "-01\r\n");
    assertThat(spans().get(0).parentId()).isEqualTo(SPAN);
  }

  @Test
  void multipleB3HeadersOfAShortTraceAreReadAndWritten() throws Exception {
    String head =
        forwardedByOutbound(
            "X-B3-TraceId: 8448eb211c80319c\r\nX-B3-SpanId: " + SPAN + "\r\nX-B3-Sampled: 1\r\n");

    Matcher sent = match(head, "X-B3-TraceId: 8448eb211c80319c\r\nX-B3-SpanId: ([0-9a-f]{16})\r\n");
    assertThat(head).contains("X-B3-Sampled: 1\r\n").contains("X-B3-ParentSpanId: " + SPAN);
    match(head, "traceparent: 00-00000000000000008448eb211c80319c-" + sent.group(1) + "-01\r\n");
    assertThat(spans().get(0).parentId()).isEqualTo(SPAN);
  }

  @Test
  void callersBeyondTheLimitAreFolded() throws Exception {
    inbound.close();
    inbound = Proxies.inbound("auto", origin.address(), kafka.spec(", maxPeers: 2"));
    for (String caller : new String[] {"one", "two", "three", "one", "four"}) {
      forwardedByInbound(
          "traceparent: 00-"
              + TRACE
              + "-"
              + SPAN
              + "-01\r\ntracestate: tapmesh="
              + caller
              + "\r\n");
    }

    assertThat(spans().stream().map(s -> s.attribute(AttributeKeys.SERVICE_PEER_NAME)))
        .containsExactlyInAnyOrder("one", "two", "{other}", "one", "{other}");
  }

  @Test
  void eachAttemptOfACallHasItsOwnSpan() throws Exception {
    TapProxy retrying = Proxies.outbound("auto", kafka.spec(), origin.address());
    try (Wire client = Wire.connect(retrying.outboundAddress(0))) {
      client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n");
      Wire first = origin.take();
      first.readHead();
      first.send(OK);
      client.readHead();
      client.read(2);
      client.send("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n");
      Matcher lost = match(first.readHead(), "traceparent: 00-([0-9a-f]{32})-([0-9a-f]{16})-03");
      first.close();
      Wire second = origin.take();
      Matcher kept = match(second.readHead(), "traceparent: 00-([0-9a-f]{32})-([0-9a-f]{16})-03");
      second.send(OK);
      client.readHead();
      retrying.close();

      List<Read> attempts =
          spans().stream().filter(s -> "/2".equals(s.attribute(AttributeKeys.URL_PATH))).toList();
      assertThat(attempts).hasSize(2);
      Read failed = attempts.stream().filter(Read::isError).findFirst().orElseThrow();
      Read good = attempts.stream().filter(s -> !s.isError()).findFirst().orElseThrow();
      assertThat(failed.id()).isEqualTo(lost.group(2));
      assertThat(failed.attribute(AttributeKeys.ERROR_TYPE)).isEqualTo("closed");
      assertThat(good.id()).isEqualTo(kept.group(2));
      assertThat(good.traceId()).isEqualTo(failed.traceId());
      assertThat(good.attribute(AttributeKeys.HTTP_REQUEST_RESEND_COUNT)).isEqualTo("1");
    }
  }

  @Test
  void refusedConnectionIsASpanWithItsReason() throws Exception {
    origin.close();
    try (Wire client = Wire.connect(outbound.outboundAddress(0))) {
      client.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 503 ");
    }

    Read span = spans().get(0);
    assertThat(span.isError()).isTrue();
    assertThat(span.attribute(AttributeKeys.ERROR_TYPE)).isEqualTo("connect_refused");
    assertThat(span.attribute(AttributeKeys.HTTP_RESPONSE_STATUS_CODE)).isEqualTo("503");
  }

  @Test
  void unknownMethodsAreOneMethodButNotForgotten() throws Exception {
    try (Wire client = Wire.connect(inbound.inboundAddress(0))) {
      client.send("BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n");
      Wire server = origin.take();
      assertThat(server.readHead()).startsWith("BREW /pot HTTP/1.1\r\n");
      server.send(OK);
      client.readHead();
      client.read(2);
    }

    Read span = spans().get(0);
    assertThat(span.span().getName()).isEqualTo("HTTP /pot");
    assertThat(span.attribute(AttributeKeys.HTTP_REQUEST_METHOD)).isEqualTo("_OTHER");
    assertThat(span.attribute(AttributeKeys.HTTP_REQUEST_METHOD_ORIGINAL)).isEqualTo("BREW");
  }
}
