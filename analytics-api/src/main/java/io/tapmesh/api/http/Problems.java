package io.tapmesh.api.http;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.tapmesh.api.store.StoreException;
import java.util.Locale;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where an exception becomes a response. */
final class Problems {

  private static final Logger log = LoggerFactory.getLogger(Problems.class);

  /** Everything here is read only. */
  static final String ALLOWED_METHODS = "GET, HEAD, OPTIONS";

  private static final int RETRY_SECONDS = 2;
  private static final LogLimit STORE_LOG = new LogLimit();

  private Problems() {}

  static void respond(Throwable failure, Context ctx) {
    Problem problem = of(failure, ctx);
    if (problem.status() == ProblemType.BUSY.status()) {
      ctx.header("Retry-After", Integer.toString(RETRY_SECONDS));
    }
    if (problem.status() == ProblemType.METHOD_NOT_ALLOWED.status()) {
      ctx.header("Allow", ALLOWED_METHODS);
    }
    ctx.status(problem.status());
    ctx.header("Cache-Control", "no-store");
    ctx.contentType(Problem.CONTENT_TYPE);
    ctx.result(Json.bytes(problem));
  }

  private static Problem of(Throwable failure, Context ctx) {
    if (failure instanceof ProblemException known) {
      return known.problem();
    }
    if (failure instanceof StoreException store) {
      return of(store, ctx);
    }
    if (failure instanceof HttpResponseException http) {
      return of(http, ctx);
    }
    return bug(failure, ctx);
  }

  private static Problem of(StoreException failure, Context ctx) {
    if (failure.reason() != StoreException.Reason.FAILED) {
      logUnanswered(failure, ctx);
    }
    String narrower = "a shorter window or a narrower search helps";
    return switch (failure.reason()) {
      case UNAVAILABLE ->
          Problem.of(
              ProblemType.STORAGE_UNAVAILABLE,
              sentence(failure, "nothing is lost, try again soon"));
      case BUSY -> Problem.of(ProblemType.BUSY, sentence(failure, "try again soon"));
      case TIMEOUT -> Problem.of(ProblemType.TIMEOUT, sentence(failure, narrower));
      case TOO_LARGE -> Problem.of(ProblemType.RESULT_TOO_LARGE, sentence(failure, narrower));
      case FAILED -> bug(failure, ctx);
    };
  }

  private static void logUnanswered(StoreException failure, Context ctx) {
    long leftOut = STORE_LOG.tryAcquire();
    if (leftOut >= 0) {
      log.warn(
          "{} is not answered: {} ({} like it left out)",
          ctx.path(),
          failure.getMessage(),
          leftOut);
    }
  }

  private static String sentence(StoreException failure, String advice) {
    String reason = failure.reason().sentence();
    return reason.substring(0, 1).toUpperCase(Locale.ROOT)
        + reason.substring(1)
        + "; "
        + advice
        + ".";
  }

  private static Problem of(HttpResponseException failure, Context ctx) {
    return switch (failure.getStatus()) {
      case 404 -> Problem.of(ProblemType.NOT_FOUND, "There is nothing at " + ctx.path() + ".");
      case 405 ->
          Problem.of(
              ProblemType.METHOD_NOT_ALLOWED,
              ctx.path() + " has no method " + ctx.method() + " (expected: GET or HEAD).");
      case 413 -> Problem.of(ProblemType.CONTENT_TOO_LARGE, "Questions have no body.");
      case 400 -> Problem.of(ProblemType.MALFORMED_REQUEST, "The request cannot be read.");
      default -> bug(failure, ctx);
    };
  }

  private static Problem bug(Throwable failure, Context ctx) {
    UUID id = UUID.randomUUID();
    log.error("{} failed, id {}", ctx.path(), id, failure);
    return Problem.of(
            ProblemType.INTERNAL_ERROR,
            "Something went wrong that should not have; the API's log has more under " + id + ".")
        .withInstance("urn:uuid:" + id);
  }
}
