package io.tapmesh.proxy.relay;

/**
 * Until when something has to move in the exchange of a stream, and whose turn it is until then.
 */
final class StreamDeadline {

  /** Who has to do something. */
  enum Turn {
    /** The client: more of its request. */
    REQUEST(Failure.REQUEST_TIMEOUT),
    /** The upstream: take what there is of the request. */
    TAKING(Failure.UPSTREAM_STALLED),
    /** The upstream: answer. */
    RESPONSE(Failure.TIMEOUT),
    /** Either: the response is on its way. */
    BOTH(Failure.IDLE_TIMEOUT);

    private final Failure failure;

    Turn(Failure failure) {
      this.failure = failure;
    }

    /** What it is if time runs out. */
    Failure failure() {
      return failure;
    }
  }

  private final Deadlines deadlines;
  private final RelayLimits limits;
  private final Pace bodyPace = new Pace();
  private long takingSinceNanos;
  private Turn turn = Turn.REQUEST;
  private long nanos = Timed.NEVER;

  StreamDeadline(Deadlines deadlines, RelayLimits limits) {
    this.deadlines = deadlines;
    this.limits = limits;
  }

  /** The request waits for room on a connection. */
  void awaitConnection() {
    nanos = deadlines.in(limits.streamWaitNanos());
  }

  /** From now on the body of the request has to come fast enough; what has come is an advance. */
  void beginBody() {
    bodyPace.begin(deadlines.in(limits.headerTimeoutNanos()), 0);
  }

  /** Something has moved. */
  void moved(Turn next, long receivedBytes) {
    if (next == Turn.TAKING && turn != Turn.TAKING) {
      takingSinceNanos = deadlines.in(0);
    } else if (next != Turn.TAKING && turn == Turn.TAKING) {
      // What the upstream did not take was not the client's fault.
      bodyPace.rested(deadlines.in(0) - takingSinceNanos);
    }
    turn = next;
    boolean answers = next == Turn.RESPONSE;
    nanos = deadlines.in(answers ? limits.responseTimeoutNanos() : limits.idleTimeoutNanos());
    if (next == Turn.REQUEST) {
      long rate = limits.minRequestBodyBytesPerSecond();
      nanos = Math.min(nanos, bodyPace.deadlineNanos(receivedBytes, rate));
    }
  }

  boolean hasPassed() {
    return deadlines.hasPassed(nanos);
  }

  Turn turn() {
    return turn;
  }
}
