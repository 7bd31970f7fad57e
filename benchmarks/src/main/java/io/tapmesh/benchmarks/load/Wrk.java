package io.tapmesh.benchmarks.load;

import io.tapmesh.benchmarks.process.Commands;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code wrk}: as many requests as its connections carry. */
public final class Wrk {

  private static final Pattern TOTAL =
      Pattern.compile("(\\d+) requests in ([\\d.]+)(us|ms|s|m), ([\\d.]+)(B|KB|MB|GB|TB) read");
  private static final Pattern STATUS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
  private static final Pattern SOCKET =
      Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");

  private Wrk() {}

  /**
   * Runs it.
   *
   * @param more further arguments, before the URL
   */
  public static LoadResult run(String url, int connections, int seconds, List<String> more) {
    List<String> command = new ArrayList<>(List.of("wrk", "-t1", "-c" + connections));
    command.add("-d" + seconds + "s");
    command.addAll(more);
    command.add(url);
    return parse(Commands.run(command));
  }

  static LoadResult parse(String output) {
    Matcher total = TOTAL.matcher(output);
    if (!total.find()) {
      throw new IllegalStateException("wrk printed no total:\n" + output);
    }
    long answered = Long.parseLong(total.group(1));
    Matcher status = STATUS.matcher(output);
    long refused = status.find() ? Long.parseLong(status.group(1)) : 0;
    Matcher socket = SOCKET.matcher(output);
    long broken = 0;
    if (socket.find()) {
      for (int i = 1; i <= socket.groupCount(); i++) {
        broken += Long.parseLong(socket.group(i));
      }
    }
    return new LoadResult(
        answered - refused,
        refused + broken,
        Double.parseDouble(total.group(2)) * secondsPer(total.group(3)),
        Math.round(Double.parseDouble(total.group(4)) * bytesPer(total.group(5))));
  }

  private static double secondsPer(String unit) {
    return switch (unit) {
      case "us" -> 1e-6;
      case "ms" -> 1e-3;
      case "s" -> 1;
      default -> 60;
    };
  }

  private static double bytesPer(String unit) {
    return switch (unit) {
      case "B" -> 1;
      case "KB" -> 1L << 10;
      case "MB" -> 1L << 20;
      case "GB" -> 1L << 30;
      default -> 1L << 40;
    };
  }
}
