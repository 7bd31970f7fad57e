package io.tapmesh.proxy.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tapmesh.proxy.http1.Violation;

/**
 * Everything that the proxy itself can answer, or end an exchange with: the one place where a
 * reason gets its status and its text. The reason is the {@code error.type} of spans and metrics
 * and the value of the header {@code x-tapmesh-error}.
 */
enum Failure {
  BAD_REQUEST(400, "bad_request", "the request is malformed"),
  REQUEST_TIMEOUT(408, "request_timeout", "the request did not arrive in time"),
  BODY_TOO_LARGE(413, "body_too_large", "the request body is larger than the limit"),
  TARGET_TOO_LONG(414, "target_too_long", "the request line is longer than the limit"),
  HEADERS_TOO_LARGE(431, "headers_too_large", "the request headers are larger than the limit"),
  ENCODING_UNSUPPORTED(501, "encoding_unsupported", "the only transfer-encoding is chunked"),
  VERSION_UNSUPPORTED(505, "version_unsupported", "the protocol is not HTTP/1.0 or HTTP/1.1"),

  TOO_MANY_CONNECTIONS(503, "too_many_connections", "the proxy has as many connections as it may"),
  OVERLOADED(503, "overloaded", "the proxy's memory is used up for the moment"),
  UNKNOWN_HOST(503, "unknown_host", "the upstream's name does not resolve"),
  CONNECT_REFUSED(503, "connect_refused", "the upstream refused the connection"),
  CONNECT_FAILED(503, "connect_failed", "no connection to the upstream"),
  TLS_FAILED(503, "tls_failed", "the upstream and this proxy do not agree on TLS"),
  CONNECT_TIMEOUT(504, "connect_timeout", "the upstream did not accept the connection in time"),
  TOO_MANY_STREAMS(503, "too_many_streams", "too many requests wait for the upstream"),
  STREAM_TIMEOUT(503, "stream_timeout", "no connection to the upstream had room in time"),
  REFUSED(503, "refused", "the upstream refused the request without looking at it"),
  RESET(502, "reset", "the upstream reset the connection before it answered"),
  CLOSED(502, "closed", "the upstream closed the connection before it answered"),
  BAD_RESPONSE(502, "bad_response", "the upstream's response is malformed"),
  UPSTREAM_STALLED(504, "upstream_stalled", "the upstream did not take the request in time"),
  TIMEOUT(504, "timeout", "the upstream did not answer in time"),

  /** No response is possible: it had begun, or there is nobody to read it. */
  CLIENT_CLOSED(0, "client_closed", ""),
  CLIENT_RESET(0, "client_reset", ""),
  RESPONSE_CUT(0, "response_cut", ""),
  IDLE_TIMEOUT(0, "idle_timeout", ""),
  DRAIN_TIMEOUT(0, "drain_timeout", "");

  private final int status;
  private final String reason;
  private final String text;

  Failure(int status, String reason, String text) {
    this.status = status;
    this.reason = reason;
    this.text = text;
  }

  /** What to answer a request that breaks the protocol. */
  static Failure ofRequest(Violation violation) {
    return switch (violation) {
      case START_LINE_TOO_LONG -> TARGET_TOO_LONG;
      case HEAD_TOO_LARGE, TOO_MANY_HEADERS -> HEADERS_TOO_LARGE;
      case TRANSFER_ENCODING -> ENCODING_UNSUPPORTED;
      case VERSION -> VERSION_UNSUPPORTED;
      default -> BAD_REQUEST;
    };
  }

  /** The status to answer with; 0 if there is nothing to answer. */
  int status() {
    return status;
  }

  String reason() {
    return reason;
  }

  /** Whether no byte of the request can have reached the upstream, so that another may be tried. */
  boolean isBeforeSending() {
    return switch (this) {
      case UNKNOWN_HOST, CONNECT_REFUSED, CONNECT_FAILED, TLS_FAILED, CONNECT_TIMEOUT -> true;
      default -> false;
    };
  }

  /** The whole response, without a {@code Connection} header and the empty line that ends heads. */
  byte[] head(int bodyLength) {
    String again = this == OVERLOADED ? "retry-after: 1\r\n" : "";
    String head =
        "HTTP/1.1 %d %s\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\nx-tapmesh-error: %s\r\n%s"
            .formatted(status, phrase(), bodyLength, reason, again);
    return head.getBytes(US_ASCII);
  }

  /** One line for people. */
  byte[] body(String detail) {
    return (line(detail) + "\n").getBytes(US_ASCII);
  }

  /** As {@link #body}, without the end of the line. */
  String line(String detail) {
    return "tap-proxy: " + text + (detail.isEmpty() ? "" : ": " + detail);
  }

  private String phrase() {
    return switch (status) {
      case 400 -> "Bad Request";
      case 408 -> "Request Timeout";
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 431 -> "Request Header Fields Too Large";
      case 501 -> "Not Implemented";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      case 505 -> "HTTP Version Not Supported";
      default -> throw new IllegalStateException("no response for " + this);
    };
  }
}
