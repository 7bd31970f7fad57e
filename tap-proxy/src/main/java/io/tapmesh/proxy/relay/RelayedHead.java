package io.tapmesh.proxy.relay;

import io.tapmesh.proxy.hop.ClientHop;
import io.tapmesh.proxy.http.Request;
import io.tapmesh.proxy.http2.HeadScratch;
import io.tapmesh.proxy.http2.RequestFields;
import io.tapmesh.proxy.http2.hpack.HeaderField;
import io.tapmesh.proxy.http2.hpack.HeaderList;
import org.jspecify.annotations.Nullable;

/**
 * A request's head as its relay remembers it, while the lists that it was read with serve others.
 *
 * @param fields as they came, but for what the listener adds; nobody changes them
 * @param isGrpc whether it is a call of gRPC
 * @param isHead whether the response has no body
 * @param isConnect whether it asks for a tunnel
 * @param isIdempotent whether sending it twice does no more than sending it once
 */
@SuppressWarnings("ArrayRecordComponent") // One is made for each request, and none is compared.
record RelayedHead(
    HeaderField[] fields, boolean isGrpc, boolean isHead, boolean isConnect, boolean isIdempotent) {

  private static final HeaderField[] NO_FIELDS = {};

  static final RelayedHead NONE = new RelayedHead(NO_FIELDS, false, false, false, false);

  /** {@code UNKNOWN}: what gRPC takes a status for that it cannot read. */
  private static final int RPC_UNKNOWN = 2;

  /** {@code UNAUTHENTICATED}: no status has a higher number. */
  private static final int RPC_LAST = 16;

  /**
   * What is to be remembered of a request.
   *
   * @param hop what it tells the next hop of its client; null for nothing
   */
  static RelayedHead of(RequestFields request, @Nullable ClientHop hop, HeadScratch heads) {
    HeaderList list = request.list();
    if (hop != null) {
      hop.request(request, heads.edits.reset());
      heads.edits.apply(list, heads.out);
      list = heads.out;
    }
    HeaderField[] fields = new HeaderField[list.size()];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = list.get(i);
    }
    return new RelayedHead(
        fields,
        request.isGrpc(),
        request.isHead(),
        request.isConnect(),
        Admission.isIdempotent(request));
  }

  /** {@code package.Service/Method} of a target; a query is no part of it. */
  static String rpcMethod(String target) {
    String path = Request.pathOf(target);
    return path.startsWith("/") ? path.substring(1) : path;
  }

  /** The number that {@code grpc-status} says. */
  static int rpcStatus(@Nullable String text) {
    if (text == null || text.isEmpty() || text.length() > 2) {
      return RPC_UNKNOWN;
    }
    int status = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return RPC_UNKNOWN;
      }
      status = status * 10 + (c - '0');
    }
    return status > RPC_LAST ? RPC_UNKNOWN : status;
  }
}
