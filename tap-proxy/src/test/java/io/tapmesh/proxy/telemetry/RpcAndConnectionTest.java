package io.tapmesh.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import io.tapmesh.proxy.testing.Heads;
import io.tapmesh.proxy.testing.SpansRead;
import io.tapmesh.schemas.AttributeKeys;
import io.tapmesh.schemas.MetricNames;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of gRPC and connections are recorded after their own conventions. */
final class RpcAndConnectionTest {

  private static final String METHOD = "shop.Cart/Add";

  private final Recordings recordings = new Recordings();

  @AfterEach
  void close() {
    recordings.close();
  }

  private Recorder recorder(Direction direction) {
    String callee = direction == Direction.OUTBOUND ? "cart" : null;
    return recordings.recorder(new ListenerTelemetry(direction, Routes.NONE, callee));
  }

  private Span call(Direction direction, int grpcStatus) throws Exception {
    Exchange exchange =
        recorder(direction)
            .begin(
                Heads.request("POST /shop.Cart/Add HTTP/1.1\r\nHost: a\r\n\r\n"),
                Clock.nanos(),
                "::1");
    exchange.rpc(METHOD);
    exchange.attempt("a", 1);
    exchange.responded(200);
    exchange.transferred(10, 20);
    if (grpcStatus >= 0) {
      exchange.rpcEnded(grpcStatus);
    }
    exchange.end();
    return recordings.spans().get(0);
  }

  private static String attribute(Span span, String key) {
    return SpansRead.attribute(span.getAttributesList(), key);
  }

  @ParameterizedTest
  @CsvSource({
    "0, OK, false, false",
    "1, CANCELLED, false, true",
    "2, UNKNOWN, true, true",
    "4, DEADLINE_EXCEEDED, true, true",
    "5, NOT_FOUND, false, true",
    "12, UNIMPLEMENTED, true, true",
    "13, INTERNAL, true, true",
    "14, UNAVAILABLE, true, true",
    "15, DATA_LOSS, true, true",
    "16, UNAUTHENTICATED, false, true",
    "99, UNKNOWN, true, true"
  })
  void callIsAnErrorAsTheConventionsSay(
      int status, String name, boolean serverError, boolean clientError) throws Exception {
    for (Direction direction : Direction.values()) {
      Span span = call(direction, status);
      boolean error = direction == Direction.INBOUND ? serverError : clientError;
      assertThat(span.getStatus().getCodeValue() == 2).isEqualTo(error);
      assertThat(attribute(span, AttributeKeys.ERROR_TYPE)).isEqualTo(error ? name : null);
      assertThat(attribute(span, AttributeKeys.RPC_RESPONSE_STATUS_CODE)).isEqualTo(name);
      assertThat(attribute(span, AttributeKeys.RPC_STATUS_CODE)).isEqualTo("" + status);
    }
  }

  @Test
  void callIsNamedByItsMethodAndCountedOnce() throws Exception {
    Span span = call(Direction.OUTBOUND, 0);

    assertThat(span.getName()).isEqualTo(METHOD);
    assertThat(attribute(span, AttributeKeys.RPC_METHOD)).isEqualTo(METHOD);
    assertThat(attribute(span, AttributeKeys.RPC_SYSTEM_NAME)).isEqualTo("grpc");
    assertThat(recordings.metrics().stream().map(taken -> taken.instrument().name()))
        .containsExactlyInAnyOrder(
            MetricNames.RPC_CLIENT_CALL_DURATION,
            MetricNames.RPC_CLIENT_REQUEST_SIZE,
            MetricNames.RPC_CLIENT_RESPONSE_SIZE);
  }

  @Test
  void callWithoutStatusIsAnErrorOfUnknownStatus() throws Exception {
    assertThat(attribute(call(Direction.INBOUND, -1), AttributeKeys.ERROR_TYPE))
        .isEqualTo("UNKNOWN");
  }

  @Test
  void methodsThatNobodyImplementsMakeOneSeries() throws Exception {
    for (int i = 0; i < 50; i++) {
      Exchange exchange =
          recorder(Direction.INBOUND)
              .begin(Heads.request("POST /x HTTP/1.1\r\nHost: a\r\n\r\n"), Clock.nanos(), "::1");
      exchange.rpc("invented.Service/Method" + i);
      exchange.responded(200);
      exchange.rpcEnded(GrpcStatus.UNIMPLEMENTED);
      exchange.end();
    }
    assertThat(recordings.loop.series.size()).isEqualTo(1);
  }

  @Test
  void methodsThatAreTooLongForANameMakeOneSeries() throws Exception {
    for (int i = 0; i < 50; i++) {
      Exchange exchange =
          recorder(Direction.INBOUND)
              .begin(Heads.request("POST /x HTTP/1.1\r\nHost: a\r\n\r\n"), Clock.nanos(), "::1");
      exchange.rpc("invented.Service/" + "x".repeat(300) + i);
      exchange.responded(200);
      exchange.rpcEnded(0);
      exchange.end();
    }
    assertThat(recordings.loop.series.size()).isEqualTo(1);
  }

  private String called(Recorder recorder, String method, Consumer<Exchange> ending)
      throws Exception {
    Exchange exchange =
        recorder.begin(
            Heads.request("POST /" + method + " HTTP/1.1\r\nHost: a\r\n\r\n"),
            Clock.nanos(),
            "::1");
    exchange.rpc(method);
    exchange.attempt("a", 1);
    exchange.responded(200);
    ending.accept(exchange);
    exchange.end();
    return recordings.spans().get(0).getName();
  }

  /** Whoever cuts his calls short, or calls what is down, could invent as many as he likes. */
  @Test
  void methodsThatTheServiceHasNotAnsweredMakeOneSeries() throws Exception {
    Recorder recorder = recorder(Direction.INBOUND);
    for (int i = 0; i < 20; i++) {
      assertThat(called(recorder, "a.B/Cut" + i, e -> e.failed(Exchange.CLIENT_CLOSED)))
          .isEqualTo("_OTHER");
    }
    for (int i = 0; i < 20; i++) {
      Consumer<Exchange> refused =
          e -> {
            e.failed("connect_refused");
            e.rpcEnded(14);
          };
      assertThat(called(recorder, "a.B/Down" + i, refused)).isEqualTo("_OTHER");
    }
    for (int i = 0; i < 20; i++) {
      Consumer<Exchange> notFound =
          e -> {
            e.responded(404);
            e.transferred(0, 100);
          };
      assertThat(called(recorder, "a.B/Page" + i, notFound)).isEqualTo("_OTHER");
    }
    assertThat(recordings.loop.series.size()).isEqualTo(3);
    assertThat(recordings.rpc.folded()).isEqualTo(60);
  }

  /** What checks who calls has not looked whether there is such a method. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 7, 8, 12, 14, 16})
  void statusesThatAreSaidBeforeAMethodIsLookedForTeachNothing(int status) throws Exception {
    Recorder recorder = recorder(Direction.INBOUND);
    assertThat(called(recorder, "invented.A/B", e -> e.rpcEnded(status))).isEqualTo("_OTHER");
    Consumer<Exchange> withMessage =
        e -> {
          e.transferred(0, 10);
          e.rpcEnded(status);
        };
    assertThat(called(recorder, "a.B/C", withMessage)).isEqualTo("a.B/C");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3, 5, 6, 9, 10, 11, 13, 15})
  void statusesOfMethodsTeachTheirNames(int status) throws Exception {
    assertThat(called(recorder(Direction.INBOUND), "a.B/C", e -> e.rpcEnded(status)))
        .isEqualTo("a.B/C");
  }

  /** A web server may have a page for every path. */
  @Test
  void pagesWithoutAStatusOfGrpcTeachNothing() throws Exception {
    Recorder recorder = recorder(Direction.INBOUND);
    for (int i = 0; i < 20; i++) {
      assertThat(called(recorder, "invented.C/D" + i, e -> e.transferred(0, 100)))
          .isEqualTo("_OTHER");
    }
    assertThat(recordings.loop.series.size()).isEqualTo(1);
  }

  @Test
  void methodsThatWereAnsweredOnceKeepTheirNameHoweverCallsEnd() throws Exception {
    Recorder recorder = recorder(Direction.INBOUND);
    Consumer<Exchange> cut = e -> e.failed(Exchange.CLIENT_CLOSED);
    assertThat(called(recorder, "a.B/C", cut)).isEqualTo("_OTHER");
    assertThat(called(recorder, "a.B/C", e -> e.rpcEnded(5))).isEqualTo("a.B/C");
    assertThat(called(recorder, "a.B/C", cut)).isEqualTo("a.B/C");
    assertThat(called(recorder, "a.B/C", e -> e.rpcEnded(GrpcStatus.UNIMPLEMENTED)))
        .isEqualTo("a.B/C");
    // The next configuration's recorder knows them too.
    assertThat(called(recorder(Direction.INBOUND), "a.B/C", cut)).isEqualTo("a.B/C");
    assertThat(recordings.rpc.folded()).isEqualTo(1);
  }

  @Test
  void streamsThatNeverEndWellAreKnownByTheirMessages() throws Exception {
    Consumer<Exchange> watched =
        e -> {
          e.transferred(10, 100);
          e.failed(Exchange.CLIENT_CLOSED);
        };
    assertThat(called(recorder(Direction.INBOUND), "a.B/Watch", watched)).isEqualTo("a.B/Watch");
  }

  @Test
  void methodsAreBoundedForEachService() throws Exception {
    recordings.rpc = new RpcGuard(10);
    Recorder own = recorder(Direction.INBOUND);
    Recorder cart = recorder(Direction.OUTBOUND);
    for (int i = 0; i < 30; i++) {
      String name = "a.B/M" + i;
      String expected = i < 10 ? name : "_OTHER";
      assertThat(called(own, name, e -> e.rpcEnded(0))).isEqualTo(expected);
      assertThat(called(cart, name, e -> e.rpcEnded(0))).isEqualTo(expected);
    }
    assertThat(recordings.rpc.folded()).isEqualTo(40);
    Recorder other = cart.towards("payment");
    assertThat(called(other, "a.B/M29", e -> e.rpcEnded(0))).isEqualTo("a.B/M29");
    assertThat(called(other, "a.B/M1", e -> e.failed("reset"))).isEqualTo("_OTHER");
  }

  @Test
  void whatIsKnownOfServicesThatAreGoneIsForgotten() throws Exception {
    Recorder cart = recorder(Direction.OUTBOUND);
    assertThat(called(cart, "a.B/C", e -> e.rpcEnded(0))).isEqualTo("a.B/C");
    recordings.rpc.keep(new LiveSeries(true, Set.of("cart")));
    assertThat(called(recorder(Direction.OUTBOUND), "a.B/C", e -> e.failed("reset")))
        .isEqualTo("a.B/C");
    recordings.rpc.keep(new LiveSeries(true, Set.of()));
    assertThat(called(recorder(Direction.OUTBOUND), "a.B/C", e -> e.failed("reset")))
        .isEqualTo("_OTHER");
  }

  @Test
  void connectionIsASpanAndItsBytesAreCountedWhileItIsOpen() throws Exception {
    Exchange exchange = recorder(Direction.INBOUND).beginConnection(Clock.nanos(), "10.0.0.1");
    exchange.passesTls("db.shop");
    exchange.attempt("127.0.0.1", 5432);
    exchange.transferred(100, 40);
    exchange.reportProgress();
    assertThat(sum(MetricNames.TCP_SERVER_BYTES_RECEIVED)).isEqualTo(100);
    exchange.transferred(150, 1000);
    exchange.end();

    List<Cells.Taken> metrics = recordings.metrics();
    assertThat(sum(metrics, MetricNames.TCP_SERVER_BYTES_RECEIVED)).isEqualTo(50);
    assertThat(sum(metrics, MetricNames.TCP_SERVER_BYTES_SENT)).isEqualTo(960);
    assertThat(sum(metrics, MetricNames.TCP_SERVER_CONNECTIONS_CLOSED)).isEqualTo(1);
    Span span = recordings.spans().get(0);
    assertThat(span.getName()).isEqualTo("TLS");
    assertThat(attribute(span, AttributeKeys.TLS_CLIENT_SERVER_NAME)).isEqualTo("db.shop");
    assertThat(attribute(span, AttributeKeys.NETWORK_TRANSPORT)).isEqualTo("tcp");
    assertThat(attribute(span, AttributeKeys.TCP_BYTES_RECEIVED)).isEqualTo("150");
    assertThat(attribute(span, AttributeKeys.TCP_BYTES_SENT)).isEqualTo("1000");
    assertThat(attribute(span, AttributeKeys.SERVICE_PEER_NAME)).isEqualTo("external");
  }

  private long sum(String name) {
    return sum(recordings.metrics(), name);
  }

  private static long sum(List<Cells.Taken> metrics, String name) {
    return metrics.stream()
        .filter(taken -> taken.instrument().name().equals(name))
        .mapToLong(Cells.Taken::sum)
        .sum();
  }
}
