package io.tapmesh.embedded.clickhouse.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Set;

/** The HTTP status that ClickHouse answers an error code with. */
final class ErrorStatus {

  static final int NOT_IMPLEMENTED = 48;
  static final int SYNTAX_ERROR = 62;
  static final int READONLY = 164;
  static final int TOO_MANY_SIMULTANEOUS_QUERIES = 202;
  static final int QUERY_WITH_SAME_ID = 216;
  static final int QUERY_IS_TOO_LARGE = 229;
  static final int SESSION_NOT_FOUND = 372;
  static final int SESSION_IS_LOCKED = 373;
  static final int INVALID_SESSION_TIMEOUT = 374;
  static final int AUTHENTICATION_FAILED = 516;
  static final int UNKNOWN_EXCEPTION = 1002;

  private static final int REQUIRED_PASSWORD = 194;
  private static final int HTTP_LENGTH_REQUIRED = 381;
  private static final int TIMEOUT_EXCEEDED = 159;

  /** Unknown user, wrong password, access denied, no such role granted. */
  private static final Set<Integer> FORBIDDEN = Set.of(192, 193, AUTHENTICATION_FAILED, 512, 497);

  /** What cannot be parsed, does not fit or makes no sense. */
  private static final Set<Integer> BAD_REQUEST =
      Set.of(
          6,
          8,
          15,
          25,
          26,
          27,
          36,
          37,
          38,
          41,
          44,
          53,
          SYNTAX_ERROR,
          72,
          117,
          123,
          167,
          168,
          223,
          321,
          376,
          427,
          441,
          675,
          676);

  /** Unknown tables, databases, functions, settings and the like. */
  private static final Set<Integer> NOT_FOUND =
      Set.of(46, 47, 50, 56, 60, 63, 73, 78, 81, 115, 152, 336, 511);

  /** A file cannot be opened, a peer does not answer, no thread is left. */
  private static final Set<Integer> UNAVAILABLE = Set.of(76, 209, 439);

  private ErrorStatus() {}

  static HttpResponseStatus of(int code) {
    if (FORBIDDEN.contains(code)) {
      return HttpResponseStatus.FORBIDDEN;
    }
    if (BAD_REQUEST.contains(code)) {
      return HttpResponseStatus.BAD_REQUEST;
    }
    if (NOT_FOUND.contains(code)) {
      return HttpResponseStatus.NOT_FOUND;
    }
    if (UNAVAILABLE.contains(code)) {
      return HttpResponseStatus.SERVICE_UNAVAILABLE;
    }
    return switch (code) {
      case REQUIRED_PASSWORD -> HttpResponseStatus.UNAUTHORIZED;
      case QUERY_IS_TOO_LARGE -> HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
      case NOT_IMPLEMENTED -> HttpResponseStatus.NOT_IMPLEMENTED;
      case HTTP_LENGTH_REQUIRED -> HttpResponseStatus.LENGTH_REQUIRED;
      case TIMEOUT_EXCEEDED -> HttpResponseStatus.REQUEST_TIMEOUT;
      default -> HttpResponseStatus.INTERNAL_SERVER_ERROR;
    };
  }
}
