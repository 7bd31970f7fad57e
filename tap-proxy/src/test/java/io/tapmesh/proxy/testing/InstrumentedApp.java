package io.tapmesh.proxy.testing;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;

/**
 * An application that is instrumented with the OpenTelemetry Java SDK as its documentation shows,
 * and calls another service for every request. It knows nothing of Tapmesh.
 */
@SuppressWarnings("try") // Scopes are only opened and closed.
public final class InstrumentedApp implements AutoCloseable {

  private static final TextMapGetter<Headers> GETTER =
      new TextMapGetter<>() {
        @Override
        @SuppressWarnings("deprecation") // It must be implemented all the same.
        public Iterable<String> keys(Headers carrier) {
          return carrier.keySet();
        }

        @Override
        public String get(Headers carrier, String key) {
          return carrier.getFirst(key);
        }
      };

  private final Queue<SpanData> spans = new ConcurrentLinkedQueue<>();
  private final OpenTelemetry telemetry;
  private final HttpServer server;
  private final HttpClient http = HttpClient.newHttpClient();
  private volatile InetSocketAddress downstream;

  public InstrumentedApp() throws IOException {
    SdkTracerProvider tracers =
        SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(new Keep()))
            .build();
    telemetry =
        OpenTelemetrySdk.builder()
            .setTracerProvider(tracers)
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Where it sends its own calls. */
  public void callsTo(InetSocketAddress address) {
    downstream = address;
  }

  private void handle(HttpExchange exchange) throws IOException {
    Context caller =
        telemetry
            .getPropagators()
            .getTextMapPropagator()
            .extract(Context.root(), exchange.getRequestHeaders(), GETTER);
    Tracer tracer = telemetry.getTracer("app");
    Span span =
        tracer.spanBuilder("handle").setParent(caller).setSpanKind(SpanKind.SERVER).startSpan();
    try (exchange;
        Scope current = span.makeCurrent()) {
      int status = call(tracer);
      exchange.sendResponseHeaders(status, -1);
    } finally {
      span.end();
    }
  }

  private int call(Tracer tracer) throws IOException {
    Span span = tracer.spanBuilder("call").setSpanKind(SpanKind.CLIENT).startSpan();
    try (Scope current = span.makeCurrent()) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://" + Proxies.text(downstream) + "/from-app"));
      telemetry
          .getPropagators()
          .getTextMapPropagator()
          .inject(Context.current(), request, HttpRequest.Builder::setHeader);
      return http.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding())
          .get()
          .statusCode();
    } catch (InterruptedException | ExecutionException e) {
      throw new IOException(e);
    } finally {
      span.end();
    }
  }

  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** The span of this name; there must be exactly one. */
  public SpanData span(String name) {
    return spans.stream()
        .filter(span -> span.getName().equals(name))
        .reduce(
            (a, b) -> {
              throw new AssertionError("two spans " + name);
            })
        .orElseThrow();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private final class Keep implements SpanExporter {

    @Override
    public CompletableResultCode export(Collection<SpanData> batch) {
      spans.addAll(batch);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
