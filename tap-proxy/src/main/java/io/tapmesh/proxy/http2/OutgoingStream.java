package io.tapmesh.proxy.http2;

import io.tapmesh.proxy.http2.hpack.HeaderList;

/** A request that is made of an upstream. */
public abstract class OutgoingStream extends Stream {

  private final Http2Connection connection;
  private final boolean isHead;
  private final boolean isConnect;

  /**
   * Makes a stream.
   *
   * @param isHead whether the response will have no body
   * @param isConnect whether the body of a 2xx is a tunnel's
   */
  protected OutgoingStream(ClientSideConnection connection, boolean isHead, boolean isConnect) {
    super(connection, connection.nextStreamId());
    this.connection = connection;
    this.isHead = isHead;
    this.isConnect = isConnect;
  }

  /** A response, which is not final if its status is below 200. */
  protected abstract void onResponse(ResponseFields response, boolean end);

  @Override
  final boolean receiveHead(HeaderList head, boolean end) {
    ResponseFields response = connection.heads().response;
    String problem =
        head.overflowed() || head.size() > connection.limits().maxFields()
            ? "headers too large"
            : response.read(head);
    if (problem == null && end && response.isInterim()) {
      problem = "an interim response that ends the stream";
    }
    if (problem != null) {
      violate(Http2Violation.MALFORMED, problem);
      return false;
    }
    if (!response.isInterim()) {
      headReceived(expectedBytes(response));
    }
    if (!isClosed()) {
      onResponse(response, end);
    }
    return true;
  }

  private long expectedBytes(ResponseFields response) {
    int status = response.status();
    if (isHead || status == 204 || status == 304) {
      return 0;
    }
    return isConnect && status < 300 ? -1 : response.contentLength();
  }

  /** The upstream did not look at it and will not. */
  protected abstract void onRefused();

  final void refused() {
    close();
    onRefused();
  }
}
