package io.tapmesh.proxy.http2;

import io.tapmesh.proxy.http2.hpack.HeaderList;

/** A request that a client makes. */
public abstract class IncomingStream extends Stream {

  private final Http2Connection connection;

  protected IncomingStream(Http2Connection connection, int id) {
    super(connection, id);
    this.connection = connection;
  }

  /** The request's head; the request is complete if {@code end}. */
  protected abstract void onRequest(RequestFields request, boolean end);

  /** The head is larger than it may be; what is known of it is in {@code request}. */
  protected abstract void onRequestTooLarge();

  @Override
  final boolean receiveHead(HeaderList head, boolean end) {
    if (head.overflowed() || head.size() > connection.limits().maxFields()) {
      headReceived(-1);
      onRequestTooLarge();
      return true;
    }
    RequestFields request = connection.heads().request;
    String problem = request.read(head);
    if (problem != null) {
      violate(Http2Violation.MALFORMED, problem);
      return false;
    }
    headReceived(request.isConnect() ? -1 : request.contentLength());
    if (!isClosed()) {
      onRequest(request, end);
    }
    return true;
  }
}
