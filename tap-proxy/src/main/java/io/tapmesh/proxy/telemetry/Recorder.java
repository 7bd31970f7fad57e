package io.tapmesh.proxy.telemetry;

import io.tapmesh.proxy.http.FieldEdits;
import io.tapmesh.proxy.http.HeaderId;
import io.tapmesh.proxy.http.Request;
import io.tapmesh.proxy.http.Text;
import io.tapmesh.proxy.http.TextCache;
import io.tapmesh.proxy.trace.StateMembers;
import io.tapmesh.proxy.trace.TraceWriter;
import io.tapmesh.schemas.Services;
import org.jspecify.annotations.Nullable;

/**
 * Turns the exchanges of one listener into metrics and spans. Used on one event loop only.
 *
 * <p>Ids are chosen when an attempt begins, because the next hop must know them; the span itself is
 * made when it ends, when everything about it is known.
 */
public final class Recorder {

  private static final double SECONDS_PER_NANO = 1e-9;
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int OK = 200;

  /** Paths whose route is remembered. */
  private static final int PATHS = 512;

  private final Direction direction;
  private final Routes routes;
  private final @Nullable String callee;
  private final String revision;
  private final LoopTelemetry loop;
  private final @Nullable SpanBuffer spans;
  private final NameGuard callers;
  private final HeadSampler sampler;
  private final TraceWriter traceWriter;
  private final @Nullable PathTemplates templates;
  private final RpcGuard rpcGuard;
  private final RpcMethods rpcMethods;
  private final TextCache paths;
  private @Nullable String admittedCaller;

  Recorder(
      ListenerTelemetry listener,
      String revision,
      LoopTelemetry loop,
      NameGuard callers,
      HeadSampler sampler,
      @Nullable PathTemplates templates,
      RpcGuard rpcGuard,
      TraceWriter traceWriter) {
    this.direction = listener.direction();
    this.routes = listener.routes();
    this.callee = listener.callee();
    this.revision = revision;
    this.loop = loop;
    this.spans = loop.spans;
    this.callers = callers;
    this.sampler = sampler;
    this.traceWriter = traceWriter;
    this.templates = templates;
    this.rpcGuard = rpcGuard;
    rpcMethods = rpcGuard.of(direction, callee);
    paths = new TextCache(PATHS);
  }

  private Recorder(Recorder other, String callee) {
    direction = other.direction;
    routes = other.routes;
    revision = other.revision;
    loop = other.loop;
    spans = other.spans;
    callers = other.callers;
    sampler = other.sampler;
    traceWriter = other.traceWriter;
    templates = other.templates;
    rpcGuard = other.rpcGuard;
    rpcMethods = rpcGuard.of(direction, callee);
    paths = other.paths;
    this.callee = callee;
  }

  /** The same, for requests that go to this service; the two may be used side by side. */
  public Recorder towards(String service) {
    return new Recorder(this, service);
  }

  Direction direction() {
    return direction;
  }

  String revision() {
    return revision;
  }

  /**
   * A request has arrived.
   *
   * @param startNanos when its first byte came, by {@link Clock#nanos}
   * @param clientAddress the textual address at the other end of the connection
   */
  public Exchange begin(Request head, long startNanos, @Nullable String clientAddress) {
    Exchange exchange = new Exchange(this, startNanos);
    exchange.method = Methods.of(head);
    exchange.protocolVersion = head.protocolVersion();
    exchange.clientAddress = clientAddress;
    exchange.path = head.path(paths);
    exchange.route = route(exchange.method, exchange.path);
    if (spans != null) {
      exchange.trace = loop.traces.read(head);
      exchange.host = head.authority(loop.hosts);
      exchange.userAgent = head.text(HeaderId.USER_AGENT, loop.userAgents);
      if (Methods.OTHER.equals(exchange.method)) {
        exchange.originalMethod = head.method();
      }
    } else if (direction == Direction.INBOUND && head.hasAny(HeaderId.TRACESTATE.bit())) {
      exchange.hiddenState = loop.traces.readState(head);
    }
    KeptHeaders kept = loop.watch.headers();
    if (kept != null) {
      kept.take(head, exchange);
    }
    exchange.peer = callee == null ? caller(exchange) : callee;
    return exchange;
  }

  /** Something has arrived that is no request; it is counted all the same. */
  public Exchange beginMalformed(long startNanos, @Nullable String clientAddress) {
    Exchange exchange = new Exchange(this, startNanos);
    exchange.clientAddress = clientAddress;
    exchange.peer = callee == null ? Services.EXTERNAL : callee;
    return exchange;
  }

  /**
   * A connection begins whose bytes are not looked into; see {@link Exchange.Kind#TCP}.
   *
   * @param startNanos when it was accepted, by {@link Clock#nanos}
   */
  public Exchange beginConnection(long startNanos, @Nullable String clientAddress) {
    Exchange exchange = beginMalformed(startNanos, clientAddress);
    exchange.kind = Exchange.Kind.TCP;
    return exchange;
  }

  private @Nullable String route(String method, Text path) {
    if (path.memo() instanceof KnownRoute known && known.method.equals(method)) {
      return known.configured;
    }
    String route = routes.match(method, path.value());
    path.memo(new KnownRoute(method, route, null, 0, null));
    return route;
  }

  /** The route of a path without a configured one, once the answer is known. */
  private @Nullable String templateOf(Exchange exchange, Text path, PathTemplates learned) {
    int version = learned.version();
    if (path.memo() instanceof KnownRoute known
        && known.template != null
        && known.version == version) {
      return known.template;
    }
    int status = exchange.status;
    boolean exists =
        (status >= 200 && status < 400) || status >= 500 || status == SWITCHING_PROTOCOLS;
    String template = learned.of(path.value(), exists && exchange.errorType == null);
    path.memo(new KnownRoute(exchange.method, exchange.route, template, version, null));
    return template;
  }

  /**
   * What is known of a path: {@code template} is of the {@code version} of {@link PathTemplates}.
   */
  private record KnownRoute(
      String method,
      @Nullable String configured,
      @Nullable String template,
      int version,
      @Nullable KnownCall call) {}

  /** A method of gRPC that a service is known to have. */
  private record KnownCall(RpcMethods service, String method) {}

  /** The method of a call, or one for all that nobody is known to implement. */
  private String callOf(Exchange exchange, String named) {
    Text path = exchange.path;
    KnownRoute known = path != null && path.memo() instanceof KnownRoute memo ? memo : null;
    if (known != null && known.call != null && known.call.service == rpcMethods) {
      return known.call.method;
    }
    if (named.equals(Methods.OTHER) || !rpcMethods.has(named, isAnswered(exchange))) {
      return Methods.OTHER;
    }
    if (path != null && known != null && known.call == null) {
      KnownCall call = new KnownCall(rpcMethods, named);
      path.memo(new KnownRoute(known.method, known.configured, null, 0, call));
    }
    return named;
  }

  /**
   * Whether the answer says that there is such a method. Neither what the proxy answers itself nor
   * what is broken off without a message does, nor what is no answer of gRPC, such as the page of a
   * web server that has no such path.
   */
  private static boolean isAnswered(Exchange exchange) {
    if (exchange.status != OK) {
      return false;
    }
    if (exchange.responseBytes > 0) {
      // A stream may go on until somebody breaks it off: it has no status then.
      return exchange.rpcStatus >= 0 || exchange.errorType != null;
    }
    return exchange.errorType == null && GrpcStatus.impliesMethod(exchange.rpcStatus);
  }

  private String caller(Exchange exchange) {
    StateMembers hidden = exchange.hiddenState;
    String claimed = hidden == null ? exchange.trace.caller() : hidden.caller();
    if (claimed == null) {
      return Services.EXTERNAL;
    }
    if (!claimed.equals(admittedCaller)) {
      if (!callers.admit(claimed).equals(claimed)) {
        return Services.OTHER;
      }
      admittedCaller = claimed;
    }
    return claimed;
  }

  void beginAttempt(Exchange exchange) {
    boolean newSpan = direction == Direction.OUTBOUND || !exchange.span.isValid();
    if (spans != null && newSpan) {
      sampler.begin(exchange);
    }
  }

  void recordWait(long nanos) {
    loop.recordWait(nanos);
  }

  void propagate(Exchange exchange, FieldEdits edits) {
    if (exchange.span.isValid()) {
      traceWriter.write(exchange.trace, exchange.span, exchange.sampling, edits);
    } else if (exchange.hiddenState != null) {
      TraceWriter.hideCaller(exchange.hiddenState, edits);
    }
  }

  void recordFailedAttempt(Exchange exchange, String reason, long nowNanos) {
    if (spans != null && direction == Direction.OUTBOUND) {
      recordSpan(exchange, family(exchange), null, 0, reason, spans, nowNanos);
    }
  }

  /** Adds to the metrics what a connection has carried since the last time. */
  void recordProgress(Exchange exchange) {
    Series series = loop.series.of(family(exchange), exchange, 0, null);
    if (!exchange.isReported) {
      exchange.isReported = true;
      series.cells.add(Family.OPENED, 1);
    }
    series.cells.add(Family.REQUEST_BYTES, exchange.requestBytes - exchange.reportedRequestBytes);
    series.cells.add(
        Family.RESPONSE_BYTES, exchange.responseBytes - exchange.reportedResponseBytes);
    exchange.reportedRequestBytes = exchange.requestBytes;
    exchange.reportedResponseBytes = exchange.responseBytes;
  }

  void record(Exchange exchange, long nowNanos) {
    String error = ErrorTypes.of(exchange, direction);
    if (exchange.route == null
        && exchange.rpcMethod == null
        && exchange.path != null
        && templates != null) {
      exchange.route = templateOf(exchange, exchange.path, templates);
    }
    boolean isConnection = exchange.kind != Exchange.Kind.HTTP;
    if (isConnection) {
      recordProgress(exchange);
    }
    Series series = loop.series.of(family(exchange), exchange, exchange.status, error);
    if (series.isOverflow) {
      loop.series.countFolded();
    }
    if (exchange.rpcMethod != null && Methods.OTHER.equals(exchange.route)) {
      rpcGuard.countFolded();
    }
    Cells cells = series.cells;
    cells.record(Family.DURATION, (nowNanos - exchange.startNanos) * SECONDS_PER_NANO);
    if (isConnection) {
      cells.add(Family.CLOSED, 1);
    } else {
      if (exchange.requestBytes > 0) {
        cells.record(Family.REQUEST_BYTES, (double) exchange.requestBytes);
      }
      if (exchange.responseBytes > 0) {
        cells.record(Family.RESPONSE_BYTES, (double) exchange.responseBytes);
      }
    }
    if (spans != null) {
      recordSpan(exchange, series.family, series, exchange.status, error, spans, nowNanos);
    }
    loop.watch.ended(exchange, error, nowNanos);
  }

  /**
   * Hands over the span, if there is to be one.
   *
   * @param counted where metrics count it; null for what they do not count
   */
  private void recordSpan(
      Exchange exchange,
      Family family,
      @Nullable Series counted,
      int status,
      @Nullable String error,
      SpanBuffer to,
      long nowNanos) {
    if (!exchange.span.isValid()) {
      // Refused before there was an attempt.
      sampler.begin(exchange);
    }
    String reason = null;
    if (!exchange.span.isSampled()) {
      boolean isError = SpanName.isError(family, status, error, direction);
      reason = sampler.keepReason(isError, nowNanos - exchange.startNanos);
      if (reason == null) {
        return;
      }
    }
    Series series = counted;
    if (series == null || series.isOverflow) {
      // Metrics are bounded in how much they tell apart, spans need not be.
      series = new Series(SeriesId.of(family, exchange, status, error), true);
    }
    to.add(exchange, series, reason, nowNanos);
  }

  private Family family(Exchange exchange) {
    boolean inbound = direction == Direction.INBOUND;
    if (exchange.kind != Exchange.Kind.HTTP) {
      exchange.method = exchange.kind.name();
      return inbound ? Family.TCP_SERVER : Family.TCP_CLIENT;
    }
    if (exchange.rpcMethod != null) {
      exchange.route = callOf(exchange, exchange.rpcMethod);
      return inbound ? Family.RPC_SERVER : Family.RPC_CLIENT;
    }
    return inbound ? Family.HTTP_SERVER : Family.HTTP_CLIENT;
  }
}
