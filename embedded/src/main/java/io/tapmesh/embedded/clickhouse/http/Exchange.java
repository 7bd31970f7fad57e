package io.tapmesh.embedded.clickhouse.http;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;

/** One request and its response, between the event loop and a worker. */
final class Exchange {

  private final HttpRequest request;
  private final QueryStringDecoder url;
  private final RequestBody body;
  private final ResponseBody response;
  private volatile boolean clientGone;

  Exchange(HttpRequest request, QueryStringDecoder url, RequestBody body, ResponseBody response) {
    this.request = request;
    this.url = url;
    this.body = body;
    this.response = response;
  }

  HttpRequest request() {
    return request;
  }

  QueryStringDecoder url() {
    return url;
  }

  RequestBody body() {
    return body;
  }

  ResponseBody response() {
    return response;
  }

  boolean isClientGone() {
    return clientGone;
  }

  /** On the event loop. */
  void clientGone() {
    clientGone = true;
    body.breakOff();
    response.wakeUp();
  }
}
