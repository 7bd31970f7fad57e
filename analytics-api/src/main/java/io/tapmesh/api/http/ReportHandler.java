package io.tapmesh.api.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.Context;
import io.tapmesh.api.time.Window;
import io.tapmesh.api.traffic.TrafficQuestions;
import io.tapmesh.api.traffic.TrafficReport;
import io.tapmesh.api.traffic.TrafficReportCsv;
import java.util.regex.Pattern;

/** Answers the traffic report, as JSON or as a file for spreadsheets. */
final class ReportHandler {

  private static final String CSV = "text/csv";
  private static final Pattern FORMATS = Pattern.compile("json|csv");

  private final TrafficQuestions traffic;

  ReportHandler(TrafficQuestions traffic) {
    this.traffic = traffic;
  }

  void answer(Context ctx, Parameters parameters) {
    String format = parameters.matching("format", FORMATS, "json or csv");
    Window window = WindowParameters.window(parameters);
    parameters.check();
    boolean csv = format == null ? prefersCsv(ctx) : format.equals("csv");
    TrafficReport report = traffic.report(window, parameters.now());
    if (csv) {
      ctx.contentType(CSV + "; charset=utf-8; header=present");
      ctx.header("Cache-Control", "no-store");
      ctx.header(
          "Content-Disposition",
          "attachment; filename=\"" + TrafficReportCsv.fileName(window) + "\"");
      ctx.result(TrafficReportCsv.of(report).getBytes(UTF_8));
    } else {
      Responses.json(ctx, 200, report);
    }
  }

  private static boolean prefersCsv(Context ctx) {
    String accept = ctx.header("Accept");
    double csv = Accept.quality(accept, CSV);
    double json = Accept.quality(accept, Responses.JSON);
    if (csv <= 0 && json <= 0) {
      throw Responses.notAcceptable(ctx, Responses.JSON + " or " + CSV);
    }
    return csv > json;
  }
}
