package io.tapmesh.proxy.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.tapmesh.proxy.hop.ClientHop;
import io.tapmesh.proxy.hop.HopHeaders;
import io.tapmesh.proxy.hop.Via;
import io.tapmesh.proxy.http1.BodyReader;
import io.tapmesh.proxy.http1.RequestHead;
import io.tapmesh.proxy.http1.ResponseHead;
import io.tapmesh.proxy.telemetry.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, between a client's connection and an upstream. Each connection has
 * one of these, used for its requests one after the other.
 *
 * <p>The way there: {@link #start} → {@link Admission} → {@link Forwarding} takes a connection →
 * {@link #forward}; and back: {@link #response} → {@link #responseBody} → {@link #responseDone} →
 * {@link Persistence}. Whatever happens on it, the {@link RunningExchange} beside it ends once.
 */
final class Relay {

  private static final byte[] HEAD = "HEAD".getBytes(US_ASCII);

  private final RelayLimits limits;
  private final RelayLoop loop;
  private final Downstream client;
  private final RequestHead head;
  private final BodyReader body;
  private final ClientWriter writer;
  private final RunningExchange running;
  private final Forwarding forwarding;
  private final Persistence persistence;
  private final @Nullable ClientHop hop;
  private final @Nullable Via via;

  private boolean isHeadRequest;
  private boolean complete;
  private boolean responded;
  private boolean responseDone;

  Relay(
      Listener listener,
      Downstream client,
      RequestHead head,
      BodyReader body,
      ClientWriter writer) {
    this.limits = listener.limits();
    this.loop = listener.loop();
    this.running = new RunningExchange(loop.counters);
    Tries tries = new Tries(listener.upstreams(), loop.counters);
    this.forwarding = new Forwarding(this, client, head, running, tries);
    this.persistence = new Persistence(client, head, loop);
    HopHeaders hopHeaders = listener.options().hop();
    this.hop = client.hop(hopHeaders);
    this.via = hopHeaders == null ? null : hopHeaders.via();
    this.client = client;
    this.head = head;
    this.body = body;
    this.writer = writer;
  }

  /** Whether a request has begun and its response is not over. */
  boolean isActive() {
    return !running.isOver();
  }

  /** Whether a response to the current request has begun. */
  boolean hasResponded() {
    return responded;
  }

  /** Whether the current request is one whose response has no body. */
  boolean isHeadRequest() {
    return isHeadRequest;
  }

  /** What requests tell the next hop of their client; null for nothing. */
  @Nullable ClientHop hop() {
    return hop;
  }

  // ---- the request ----

  /** A request has arrived: its head is complete, its body may not be. */
  void start(Exchange begun) {
    begin(begun);
    isHeadRequest = head.isMethod(HEAD);
    complete = body.isDone();
    persistence.begin(head.keepsAlive());
    Failure refusal = Admission.shed(loop);
    if (refusal == null) {
      refusal = Admission.check(head, limits);
    }
    if (refusal != null) {
      respond(refusal, "");
    } else {
      forwarding.start(begun);
    }
  }

  /** Something has arrived that is no request, or not in time. */
  void refuse(Exchange begun, Failure failure, String detail) {
    begin(begun);
    isHeadRequest = false;
    complete = false;
    persistence.begin(false);
    respond(failure, detail);
  }

  private void begin(Exchange begun) {
    running.begin(begun);
    responded = false;
    responseDone = false;
  }

  /** Whether there is a connection to forward the body on. */
  boolean isAttached() {
    return forwarding.upstream() != null;
  }

  /** Whether more of the body may be forwarded now. */
  boolean takesMore() {
    return forwarding.takesMore();
  }

  /** Passes on a part of the body, which has been checked. Takes over the buffer. */
  void forward(ByteBuf part) {
    forwarding.forward(part);
    if (body.isDone()) {
      complete = true;
      client.touch();
      Upstream source = forwarding.upstream();
      if (responseDone && source != null) {
        source.flush();
        finish(source, true);
      }
    }
  }

  void flushRequest() {
    forwarding.flush();
  }

  /** The client sends nothing more; the upstream learns what it would have learned without us. */
  void endRequests() {
    persistence.end();
    forwarding.endOutput();
  }

  // ---- the response ----

  /** A 1xx: passed on as it came, and another response follows. */
  void interimResponse(ResponseHead interim) {
    client.touch();
    persistence.interim(interim.status());
    if (head.minorVersion() > 0) {
      writer.interim(interim, via);
    }
  }

  /**
   * The final response begins.
   *
   * @param in holds {@code available} bytes of its body at the reader index; they are consumed
   */
  void response(ResponseHead answer, boolean untilClose, ByteBuf in, int available, boolean done) {
    responded = true;
    client.touch();
    running.get().responded(answer.status());
    persistence.responded(answer, untilClose, complete);
    boolean announceKeepAlive = head.minorVersion() == 0;
    write(writer.head(answer, via, persistence.ends(), announceKeepAlive, in, available), done);
  }

  /**
   * The upstream answers with another protocol, or as the tunnel that CONNECT asks for: from here
   * on the two connections only pass on bytes. The exchange goes on until they end.
   *
   * @return false if that cannot be, because nobody asked, or has not finished asking
   */
  boolean switchProtocols(Upstream source, ResponseHead answer) {
    boolean asked = answer.status() == 101 ? head.hasUpgrade() : Admission.isConnect(head);
    if (!asked || !complete) {
      return false;
    }
    running.get().responded(answer.status());
    writer.interim(answer, via);
    forwarding.detach();
    Exchange ongoing = running.moveOn();
    Tunnel tunnel = new Tunnel(loop, limits, ongoing, false);
    client.become(tunnel.client());
    source.become(tunnel.upstream());
    tunnel.start();
    return true;
  }

  /** More of the response's body. Takes over the buffer. */
  void responseBody(ByteBuf part, boolean isLast) {
    client.touch();
    write(part, isLast);
  }

  private void write(ByteBuf part, boolean isLast) {
    if (isLast) {
      // The exchange ends when this has been written, even if the next request has begun by then;
      // if there can be no next one as the client is at its end, when it is known to be delivered.
      noteBodies(forwarding.upstream());
      if (client.hasEnded() && persistence.ends()) {
        writer.lastPartToEnded(part, running.get());
      } else {
        writer.lastPart(part, running.get());
      }
    } else {
      writer.part(part);
    }
  }

  void flushResponse() {
    writer.flush();
  }

  boolean clientTakesMore() {
    return writer.canTakeMore();
  }

  /** The client reads again. */
  void readResponse() {
    Upstream source = forwarding.upstream();
    if (source != null) {
      source.read();
    }
  }

  /** The upstream takes more of the request again. */
  void readRequest() {
    client.readMoreOfRequest();
  }

  /** The response is complete; the request may not be. */
  void responseDone(Upstream source, boolean reusable) {
    responseDone = true;
    writer.flush();
    if (complete) {
      finish(source, reusable);
      client.process();
    } else if (persistence.ends() || !reusable) {
      source.close();
      linger();
    }
    // Else it was answered early, and goes on until the request is complete: the rest of its body
    // must not be taken for the next request.
  }

  /** An early response is complete and the upstream has gone: nobody wants the rest of the body. */
  void upstreamGoneAfterResponse(Upstream source) {
    if (forwarding.upstream() == source) {
      linger();
    }
  }

  private void finish(Upstream source, boolean reusable) {
    endExchange();
    if (reusable) {
      source.waitForWork();
    } else {
      source.close();
    }
    persistence.afterResponse();
  }

  private void endExchange() {
    forwarding.detach();
    running.leave();
  }

  private void linger() {
    endExchange();
    client.linger();
  }

  // ---- what goes wrong ----

  /** The upstream's connection ended, or what came from it makes no sense. */
  void upstreamFailed(Upstream source, Failure failure, String detail) {
    if (forwarding.upstream() != source || running.isOver()) {
      return;
    }
    forwarding.detach();
    if (responded) {
      noteBodies(source);
      abort(failure == Failure.BAD_RESPONSE ? failure : Failure.RESPONSE_CUT, failure);
    } else if (forwarding.mayRetry(source)) {
      forwarding.retry(failure);
    } else {
      respond(failure, detail);
    }
  }

  /** Breaks it off in the middle: with a response if none has begun. */
  void cut(Failure failure, String detail) {
    Upstream source = forwarding.detach();
    noteBodies(source);
    if (source != null) {
      source.close();
    }
    persistence.end();
    if (responded || failure.status() == 0) {
      abort(failure, failure);
    } else {
      respond(failure, detail);
    }
  }

  /** Time is up: what that means depends on who is awaited. */
  void timeOut() {
    if (responded) {
      cut(Failure.IDLE_TIMEOUT, "");
    } else if (complete) {
      cut(Failure.TIMEOUT, "");
    } else {
      // The client may well have more to send: it is not asked for what nobody takes.
      cut(takesMore() ? Failure.REQUEST_TIMEOUT : Failure.UPSTREAM_STALLED, "");
    }
  }

  /** The client's connection has ended. */
  void clientGone() {
    Upstream source = forwarding.detach();
    noteBodies(source);
    running.fail(Exchange.CLIENT_CLOSED);
    if (source != null) {
      source.close();
    }
  }

  /** Answers in the upstream's place. */
  void respond(Failure failure, String detail) {
    persistence.refused(complete);
    forwarding.detach();
    Exchange ending = running.hand();
    ending.failed(failure.reason());
    ending.responded(failure.status());
    writer.failure(failure, detail, !isHeadRequest, persistence.ends(), ending);
    persistence.afterRefusal();
  }

  /** Ends a connection whose response cannot be completed, so that it cannot seem complete. */
  private void abort(Failure reason, Failure cause) {
    running.fail(reason.reason());
    forwarding.detach();
    if (cause == Failure.CLOSED) {
      // The framing shows that something is missing; what was sent so far may arrive.
      writer.close();
    } else {
      writer.reset();
    }
  }

  private void noteBodies(@Nullable Upstream source) {
    running.transferred(body.bodyBytes(), source == null ? 0 : source.bodyBytes());
  }
}
