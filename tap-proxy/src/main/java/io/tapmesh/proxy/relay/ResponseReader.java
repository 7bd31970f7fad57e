package io.tapmesh.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.tapmesh.proxy.http1.BodyReader;
import io.tapmesh.proxy.http1.HeadReader;
import io.tapmesh.proxy.http1.ResponseHead;

/**
 * Takes the response to one request after the other out of what an {@link Upstream} receives: any
 * number of 1xx, the final head, the body. Each byte is checked before the {@link Relay} gets it.
 *
 * <p>Where a response ends depends on what was asked: {@link #begin} comes before every request.
 */
final class ResponseReader extends MessageReader {

  private final Upstream upstream;
  private final RelayLoop loop;
  private final int maxInterims;
  private final HeadReader heads;
  private final BodyReader body;

  private boolean answersHead;
  private boolean answersConnect;
  private boolean inBody;
  private boolean keepsAlive;
  private int interims;

  ResponseReader(Upstream upstream, RelayLoop loop, RelayLimits limits) {
    this.upstream = upstream;
    this.loop = loop;
    maxInterims = limits.maxInterimResponses();
    heads = new HeadReader(limits.head());
    body = new BodyReader(limits.head().maxHeadBytes());
  }

  /** What comes from now on answers another request. */
  void begin(boolean isHeadRequest, boolean isConnectRequest) {
    answersConnect = isConnectRequest;
    answersHead = isHeadRequest;
    inBody = false;
    interims = 0;
  }

  /** Whether the last byte of the response was seen. */
  boolean isDone() {
    return inBody && body.isDone();
  }

  /** Whether the response has begun, and ends with the connection. */
  boolean isUntilClose() {
    return inBody && body.isUntilClose();
  }

  /** Bytes of the current response's body. */
  long bodyBytes() {
    return inBody ? body.bodyBytes() : 0;
  }

  /** Goes through what was received, for as long as somebody waits for it. */
  void read() {
    Relay owner = upstream.client();
    while (received != null && owner != null) {
      boolean goOn = inBody ? relayBody(owner, received) : relayHead(owner, received);
      if (!goOn) {
        return;
      }
      owner = upstream.client();
    }
  }

  private boolean relayHead(Relay owner, ByteBuf in) {
    ResponseHead head = loop.responseHead;
    head.setAnswersHead(answersHead);
    head.setAnswersConnect(answersConnect);
    switch (heads.read(in, head)) {
      case INCOMPLETE -> {
        releaseIfEmpty();
        return false;
      }
      case VIOLATION -> {
        return fail(owner, heads.violation().description());
      }
      case COMPLETE -> {
        // Goes on below.
      }
    }
    if (head.switchesProtocols()) {
      return owner.switchProtocols(upstream, head)
          ? false
          : fail(owner, "it switches protocols though nobody asked");
    }
    return head.isInterim() ? relayInterim(owner, head) : relayFinal(owner, head, in);
  }

  private boolean relayInterim(Relay owner, ResponseHead head) {
    if (++interims > maxInterims) {
      return fail(owner, "more than " + maxInterims + " of 1xx");
    }
    owner.interimResponse(head);
    releaseIfEmpty();
    return received != null;
  }

  private boolean relayFinal(Relay owner, ResponseHead head, ByteBuf in) {
    body.start(head);
    inBody = true;
    keepsAlive = head.keepsAlive() && !body.isUntilClose();
    int available = body.scan(in);
    if (available < 0) {
      return failBody(owner);
    }
    owner.response(head, body.isUntilClose(), in, available, body.isDone());
    return afterBody(owner);
  }

  private boolean relayBody(Relay owner, ByteBuf in) {
    int available = body.scan(in);
    if (available < 0) {
      return failBody(owner);
    }
    owner.responseBody(take(in, available), body.isDone());
    return afterBody(owner);
  }

  private boolean afterBody(Relay owner) {
    releaseIfEmpty();
    if (body.isDone()) {
      // Bytes behind the end belong to nobody.
      owner.responseDone(upstream, keepsAlive && received == null && upstream.isOpenBothWays());
      return false;
    }
    return received != null;
  }

  private boolean failBody(Relay owner) {
    var violation = body.violation();
    return fail(owner, violation == null ? "" : violation.description());
  }

  /** Nothing more of this connection can be trusted. */
  private boolean fail(Relay owner, String detail) {
    upstream.close();
    owner.upstreamFailed(upstream, Failure.BAD_RESPONSE, detail);
    return false;
  }
}
