package io.tapmesh.api.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** What Jetty refuses before any handler of ours sees it is a problem document as well. */
final class JettyProblems extends ErrorHandler {

  @Override
  public void generateResponse(
      Request request,
      Response response,
      int code,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    Problem problem = problem(code);
    SecurityHeaders.ALL.forEach((name, value) -> response.getHeaders().put(name, value));
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.CONTENT_TYPE);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.setStatus(problem.status());
    response.write(true, ByteBuffer.wrap(Json.bytes(problem)), callback);
  }

  private static Problem problem(int code) {
    return switch (code) {
      case 404 -> Problem.of(ProblemType.NOT_FOUND, "There is nothing at this path.");
      case 405 -> Problem.of(ProblemType.METHOD_NOT_ALLOWED, "Questions are asked by GET or HEAD.");
      case 413 -> Problem.of(ProblemType.CONTENT_TOO_LARGE, "Questions have no body.");
      case 414 ->
          Problem.of(ProblemType.URI_TOO_LONG, "The address is longer than this server reads.");
      case 431 ->
          Problem.of(
              ProblemType.HEADERS_TOO_LARGE, "The headers are longer than this server reads.");
      default ->
          code < 500
              ? Problem.of(
                  ProblemType.MALFORMED_REQUEST,
                  "This is not an HTTP request that this server can read.")
              : Problem.of(
                  ProblemType.INTERNAL_ERROR,
                  "Something went wrong before the request was understood.");
    };
  }
}
