package io.tapmesh.api.http;

import io.tapmesh.api.time.Window;
import io.tapmesh.api.traces.TraceCursor;
import io.tapmesh.api.traffic.SeriesSubject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Every path of the API with what answers it, as {@code tapmesh.yaml} describes them. */
final class ApiEndpoints {

  private final Questions questions;

  ApiEndpoints(Questions questions) {
    this.questions = questions;
  }

  /** Path templates in the order in which they match. */
  Map<String, Endpoint> byPath() {
    Map<String, Endpoint> endpoints = new LinkedHashMap<>();
    endpoints.put("/api/v1/services", this::services);
    endpoints.put("/api/v1/services/{service}", this::service);
    endpoints.put("/api/v1/graph", this::graph);
    endpoints.put("/api/v1/series", this::series);
    endpoints.put("/api/v1/traces", this::traces);
    endpoints.put("/api/v1/traces/{traceId}", this::trace);
    endpoints.put("/api/v1/slos", this::objectives);
    return endpoints;
  }

  private Object services(Parameters parameters) {
    Window window = WindowParameters.window(parameters);
    parameters.check();
    return questions.traffic().services(window, parameters.now());
  }

  private Object service(Parameters parameters) {
    String service = parameters.path("service");
    Window window = WindowParameters.window(parameters);
    parameters.check();
    return questions
        .traffic()
        .service(window, service, parameters.now())
        .orElseThrow(
            notFound(
                "service \"%s\" was not seen from %s to %s"
                    .formatted(service, window.from(), window.to())));
  }

  private Object graph(Parameters parameters) {
    Window window = WindowParameters.window(parameters);
    parameters.check();
    return questions.traffic().graph(window, parameters.now());
  }

  private Object series(Parameters parameters) {
    SeriesSubject subject = SeriesParameters.subject(parameters);
    SeriesParameters.Steps steps = SeriesParameters.steps(parameters);
    parameters.check();
    return questions
        .traffic()
        .series(subject, steps.window(), steps.stepSeconds(), parameters.now());
  }

  private Object traces(Parameters parameters) {
    var filter = TraceParameters.filter(parameters);
    int limit = TraceParameters.limit(parameters);
    TraceCursor cursor = TraceParameters.cursor(parameters);
    Window window = TraceParameters.window(parameters, cursor);
    parameters.check();
    return questions.traces().search(window, filter, cursor, limit, parameters.now());
  }

  private Object trace(Parameters parameters) {
    String traceId = TraceParameters.traceId(parameters);
    parameters.check();
    return questions
        .traces()
        .trace(traceId, parameters.now())
        .orElseThrow(
            notFound("no span of trace " + traceId + " is stored (spans are kept 7 days)"));
  }

  private Object objectives(Parameters parameters) {
    parameters.check();
    return questions.objectives().list(parameters.now());
  }

  private static Supplier<ProblemException> notFound(String what) {
    return () -> new ProblemException(Problem.of(ProblemType.NOT_FOUND, what + "."));
  }
}
