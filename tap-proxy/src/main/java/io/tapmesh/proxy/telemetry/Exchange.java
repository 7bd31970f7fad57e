package io.tapmesh.proxy.telemetry;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.tapmesh.proxy.http.FieldEdits;
import io.tapmesh.proxy.http.Text;
import io.tapmesh.proxy.trace.IncomingTrace;
import io.tapmesh.proxy.trace.SamplingState;
import io.tapmesh.proxy.trace.SpanRef;
import io.tapmesh.proxy.trace.StateMembers;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one request and its response; stands beside the relay and only takes notes.
 *
 * <p>It ends exactly once, with whatever comes first: the last byte written (or delivered, to a
 * client of HTTP/1 that had ended its side), a failure, a timeout, a refusal. Ending it writes the
 * metrics and, if sampled, the span. Used on one event loop only.
 */
public final class Exchange implements ChannelFutureListener {

  /** The error of an exchange whose client went away before it had the whole response. */
  public static final String CLIENT_CLOSED = "client_closed";

  private static final int NO_RPC_STATUS = -1;
  private static final int MAX_RPC_METHOD = 256;

  /** What an exchange is: a request with its response, or all that a connection carried. */
  public enum Kind {
    HTTP,
    /** The bytes of a connection that are not looked into. */
    TCP,
    /** As {@link #TCP}, and known to be TLS between the two ends. */
    TLS
  }

  final Recorder recorder;
  final long startNanos;
  Kind kind = Kind.HTTP;
  String method = Methods.OTHER;
  @Nullable String originalMethod;
  @Nullable String route;
  @Nullable Text path;
  @Nullable Text host;
  @Nullable Text userAgent;

  /** What {@link KeptHeaders} took down for people to see. */
  @Nullable Text @Nullable [] keptHeaders;

  @Nullable String clientAddress;
  String protocolVersion = "1.1";
  String scheme = "http";
  @Nullable String rpcMethod;
  int rpcStatus = NO_RPC_STATUS;
  String peer = "";
  IncomingTrace trace = IncomingTrace.NONE;
  SpanRef span = SpanRef.NONE;
  SamplingState sampling = SamplingState.NONE;

  /** What {@code tracestate} said where there are no spans and nobody else looks at it. */
  @Nullable StateMembers hiddenState;

  long attemptNanos;
  private long waitFromNanos;
  int resends = -1;
  @Nullable String upstreamAddress;
  int upstreamPort;

  int status;
  @Nullable String errorType;
  long requestBytes;
  long responseBytes;

  /** Of {@link #requestBytes} and {@link #responseBytes}, what metrics know already. */
  long reportedRequestBytes;

  long reportedResponseBytes;

  /** Whether metrics know of the connection. */
  boolean isReported;

  /** How the connections are encrypted, where it is the proxy that does it. */
  @Nullable TlsFacts tls;

  /** The name that the client asked for in a TLS handshake that only passed through. */
  @Nullable String serverName;

  private boolean ended;

  Exchange(Recorder recorder, long startNanos) {
    this.recorder = recorder;
    this.startNanos = startNanos;
    this.attemptNanos = startNanos;
  }

  /** When its first byte came, by {@link Clock#nanos}. */
  public long startNanos() {
    return startNanos;
  }

  @Nullable String tlsVersion() {
    return tls == null ? null : tls.protocolVersion();
  }

  /**
   * What the client spoke on top of: {@code http} unless said otherwise; for {@code url.scheme}.
   */
  public void scheme(String requestScheme) {
    scheme = requestScheme;
  }

  /**
   * The request is a remote procedure call of gRPC.
   *
   * @param method {@code package.Service/Method}, as the client named it; one that is too long for
   *     a name becomes {@link Methods#OTHER}, as what is counted apart is kept
   */
  public void rpc(String method) {
    rpcMethod = method.length() > MAX_RPC_METHOD ? Methods.OTHER : method;
  }

  /** The call has ended with this {@code grpc-status}. */
  public void rpcEnded(int grpcStatus) {
    rpcStatus = grpcStatus;
  }

  /**
   * A try to have the request answered begins.
   *
   * @param address of the upstream, as configured
   */
  public void attempt(String address, int port) {
    resends++;
    upstreamAddress = address;
    upstreamPort = port;
    if (resends > 0) {
      attemptNanos = Clock.nanos();
    }
    recorder.beginAttempt(this);
  }

  /** There is no pooled connection for the try: one is being opened. */
  public void awaitsConnection() {
    waitFromNanos = Clock.nanos();
  }

  /** The try came to nothing, and another one follows. */
  public void attemptFailed(String reason) {
    recorder.recordFailedAttempt(this, reason, Clock.nanos());
  }

  /** Writes the trace context for the next hop. */
  public void propagate(FieldEdits edits) {
    recorder.recordWait(waitFromNanos == 0 ? 0 : Clock.nanos() - waitFromNanos);
    waitFromNanos = 0;
    recorder.propagate(this, edits);
  }

  /** The final response has begun, whether the upstream's or one that the proxy made. */
  public void responded(int responseStatus) {
    status = responseStatus;
  }

  /** Bytes of both bodies so far; of a connection, from the client and to it. */
  public void transferred(long request, long response) {
    requestBytes = request;
    responseBytes = response;
  }

  /**
   * Makes what was {@link #transferred} visible before the end, which may be days away: to be
   * called about once a second while bytes flow on a connection.
   */
  public void reportProgress() {
    recorder.recordProgress(this);
  }

  /**
   * The connection is TLS that passes through.
   *
   * @param name that the client asked for, if it is known
   */
  public void passesTls(@Nullable String name) {
    kind = Kind.TLS;
    serverName = name;
  }

  /** The connection is encrypted by the proxy itself. */
  public void secured(TlsFacts facts) {
    tls = facts;
    scheme = "https";
  }

  /**
   * The exchange will not come to a good end.
   *
   * @param reason a value for {@code error.type}; the first one counts
   */
  public void failed(String reason) {
    if (errorType == null) {
      errorType = reason;
    }
  }

  /**
   * Forgets what only spans need, and cuts what people see: who keeps many that have ended must not
   * keep as much of each as a stranger likes to send.
   */
  public void shorten() {
    path = KeptHeaders.cut(path);
    host = null;
    userAgent = null;
    originalMethod = null;
    serverName = null;
    trace = IncomingTrace.NONE;
    sampling = SamplingState.NONE;
    hiddenState = null;
  }

  /** Ends it now, if it has not ended. */
  public void end() {
    endAt(Clock.nanos());
  }

  /**
   * As {@link #end}, where it was over before that could be known.
   *
   * @param nanos by {@link Clock#nanos}
   */
  public void endAt(long nanos) {
    if (!ended) {
      ended = true;
      recorder.record(this, nanos);
    }
  }

  /** Ends it when the last byte of the response has been handed to the operating system. */
  @Override
  public void operationComplete(ChannelFuture lastWrite) {
    if (!lastWrite.isSuccess()) {
      failed(CLIENT_CLOSED);
    }
    end();
  }
}
