package io.tapmesh.api.http;

import static java.util.Objects.requireNonNull;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Writes what is not an error. */
final class Responses {

  static final String JSON = "application/json";

  /** The OpenAPI document, where {@code schemas} keeps it. */
  static final String DESCRIPTION = "/io/tapmesh/schemas/openapi/tapmesh.yaml";

  private Responses() {}

  static void json(Context ctx, int status, Object answer) {
    ctx.status(status);
    ctx.contentType(JSON);
    ctx.header("Cache-Control", "no-store");
    ctx.result(Json.bytes(answer));
  }

  static ProblemException notAcceptable(Context ctx, String expected) {
    String accept = ctx.header("Accept");
    return new ProblemException(
        Problem.of(
            ProblemType.NOT_ACCEPTABLE,
            "Accept: \"%s\" (expected: %s)".formatted(accept, expected)));
  }

  static void text(Context ctx, int status, String text) {
    ctx.status(status);
    ctx.contentType("text/plain; charset=utf-8");
    ctx.header("Cache-Control", "no-store");
    ctx.result(text);
  }

  static void resource(Context ctx, String name) {
    try (InputStream in = Responses.class.getResourceAsStream(name)) {
      ctx.contentType("application/yaml");
      ctx.header("Cache-Control", "no-cache");
      ctx.result(requireNonNull(in, name).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
