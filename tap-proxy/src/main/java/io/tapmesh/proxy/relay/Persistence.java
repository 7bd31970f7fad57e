package io.tapmesh.proxy.relay;

import io.tapmesh.proxy.http1.RequestHead;
import io.tapmesh.proxy.http1.ResponseHead;

/**
 * Whether a client's connection outlives the response that it waits for (RFC 9112, 9.3), and what
 * becomes of it when the response is over.
 *
 * <p>Once it is to end, nothing that comes later keeps it. Each {@link Relay} has one of these, for
 * its requests one after the other.
 */
final class Persistence {

  private static final int CONTINUE = 100;

  private final Downstream client;
  private final RequestHead head;
  private final RelayLoop loop;

  private boolean ends;
  private boolean continued;

  Persistence(Downstream client, RequestHead head, RelayLoop loop) {
    this.client = client;
    this.head = head;
    this.loop = loop;
  }

  /** Begins with a request, and whether its client wants the connection to stay. */
  void begin(boolean wanted) {
    ends = !wanted;
    continued = false;
  }

  /** It ends with this exchange, whatever else is said. */
  void end() {
    ends = true;
  }

  /** Whether it ends with this exchange, as far as that is known. */
  boolean ends() {
    return ends;
  }

  /** A 1xx has come: a client that was told to continue sends its body, whatever else happens. */
  void interim(int status) {
    continued |= status == CONTINUE;
  }

  /**
   * The final response has come.
   *
   * @param untilClose whether its end is that of the connection
   * @param isComplete whether the request is: its rest must still come, and be taken, if the
   *     connection is to be of use after it
   */
  void responded(ResponseHead answer, boolean untilClose, boolean isComplete) {
    boolean refusesBody = !answer.keepsAlive() || (head.expectsContinue() && !continued);
    ends |= untilClose || loop.isDraining() || (!isComplete && refusesBody);
  }

  /** As {@link #responded}, where the proxy answers in the upstream's place. */
  void refused(boolean isComplete) {
    boolean mayStay = isComplete && head.minorVersion() == 1 && !client.hasEnded();
    ends |= !mayStay || loop.isDraining();
  }

  /** Request and response are over. */
  void afterResponse() {
    if (!ends) {
      client.nextRequest();
    } else if (head.keepsAlive()) {
      client.linger();
    } else {
      client.end();
    }
  }

  /** As {@link #afterResponse}, where the proxy has answered, be it in the middle of reading. */
  void afterRefusal() {
    if (ends) {
      client.linger();
    } else {
      client.nextRequest();
      client.processLater();
    }
  }
}
