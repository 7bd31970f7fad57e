package io.tapmesh.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.tapmesh.api.health.HealthReport;
import io.tapmesh.api.store.Store;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Which path goes where: the questions of the API, its own operation, and the UI for the rest. */
final class Routes {

  private static final String STARTED = "tapmesh.startedNanos";
  private static final String TEMPLATE = "tapmesh.template";

  private final Questions questions;
  private final Store store;
  private final ApiMetrics metrics;
  private final Clock clock;
  private final UiFiles ui = new UiFiles(UiFiles.FOLDER);

  Routes(Questions questions, Store store, ApiMetrics metrics, Clock clock) {
    this.questions = questions;
    this.store = store;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** The first path that matches wins. */
  void addTo(RoutesConfig routes) {
    routes.before(this::begin);
    routes.after(this::end);
    new ApiEndpoints(questions)
        .byPath()
        .forEach((path, endpoint) -> read(routes, path, ctx -> answer(ctx, endpoint)));
    ReportHandler report = new ReportHandler(questions.traffic());
    read(routes, "/api/v1/reports/traffic", ctx -> report.answer(ctx, parameters(ctx)));
    read(routes, "/api/v1/health", this::health);
    read(routes, "/api/v1/openapi.yaml", ctx -> Responses.resource(ctx, Responses.DESCRIPTION));
    read(routes, "/livez", ctx -> Responses.text(ctx, 200, "ok\n"));
    read(routes, "/readyz", this::ready);
    read(routes, "/metrics", ctx -> Responses.text(ctx, 200, metrics.text(store::inFlight)));
    read(routes, "/api", Routes::unknown);
    read(routes, "/api/<path>", Routes::unknown);
    read(routes, "/", ui::serve);
    read(routes, "/<path>", ui::serve);
  }

  private static void read(RoutesConfig routes, String path, Handler handler) {
    Handler named =
        ctx -> {
          ctx.attribute(TEMPLATE, path);
          handler.handle(ctx);
        };
    routes.addHttpHandler(HandlerType.GET, path, named);
    // The same, so that status and headers are; the server leaves the body out.
    routes.addHttpHandler(HandlerType.HEAD, path, named);
    routes.addHttpHandler(
        HandlerType.OPTIONS,
        path,
        ctx -> ctx.status(204).header("Allow", Problems.ALLOWED_METHODS));
  }

  private void begin(Context ctx) {
    ctx.attribute(STARTED, System.nanoTime());
    SecurityHeaders.ALL.forEach(ctx::header);
  }

  private void end(Context ctx) {
    Long started = ctx.attribute(STARTED);
    String template = ctx.attribute(TEMPLATE);
    if (started != null) {
      metrics.requestEnded(
          template == null ? "" : template, ctx.statusCode(), System.nanoTime() - started);
    }
  }

  private void answer(Context ctx, Endpoint endpoint) {
    if (Accept.quality(ctx.header("Accept"), Responses.JSON) <= 0) {
      throw Responses.notAcceptable(ctx, Responses.JSON);
    }
    Responses.json(ctx, 200, endpoint.answer(parameters(ctx)));
  }

  private Parameters parameters(Context ctx) {
    Map<String, List<String>> query;
    try {
      query = QueryString.parse(ctx.queryString());
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          Problem.of(
              ProblemType.MALFORMED_REQUEST,
              "The query of the address has "
                  + e.getMessage()
                  + " (expected: UTF-8, percent-encoded)."));
    }
    return new Parameters(query, ctx.pathParamMap(), clock.instant());
  }

  private void health(Context ctx) {
    parameters(ctx).check();
    HealthReport report = questions.health().report(clock.instant());
    Responses.json(ctx, report.ok() ? 200 : 503, report);
  }

  private void ready(Context ctx) {
    HealthReport.Part clickhouse = questions.health().clickhouse();
    boolean ok = clickhouse.status() == HealthReport.Status.OK;
    Responses.text(ctx, ok ? 200 : 503, "clickhouse: " + clickhouse.detail() + "\n");
  }

  private static void unknown(Context ctx) {
    throw new ProblemException(
        Problem.of(
            ProblemType.NOT_FOUND,
            "There is nothing at " + ctx.path() + "; /api/v1/openapi.yaml lists what there is."));
  }
}
