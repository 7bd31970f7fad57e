package io.tapmesh.api.http;

import java.util.Locale;

/** The kinds of problem that the API reports; docs/api.md explains each. */
public enum ProblemType {
  INVALID_PARAMETER(400, "A parameter is wrong"),
  MALFORMED_REQUEST(400, "The request cannot be read"),
  NOT_FOUND(404, "There is no such thing"),
  METHOD_NOT_ALLOWED(405, "This path has no such method"),
  NOT_ACCEPTABLE(406, "The answer has no form that you accept"),
  CONTENT_TOO_LARGE(413, "The request's body is too large"),
  URI_TOO_LONG(414, "The request's address is too long"),
  RESULT_TOO_LARGE(422, "The answer would be too large"),
  HEADERS_TOO_LARGE(431, "The request's headers are too large"),
  INTERNAL_ERROR(500, "Something is wrong with the API"),
  BUSY(503, "Too many questions at once"),
  STORAGE_UNAVAILABLE(503, "ClickHouse does not answer"),
  TIMEOUT(504, "The question took too long");

  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** The HTTP status that goes with it. */
  public int status() {
    return status;
  }

  /** The same for every problem of this type. */
  public String title() {
    return title;
  }

  /** A URI reference, as {@code /problems/invalid-parameter}. */
  public String uri() {
    return "/problems/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
