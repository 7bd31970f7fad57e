package io.tapmesh.benchmarks.load;

import io.tapmesh.benchmarks.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code h2load} of nghttp2: HTTP/2, and a steady rate of requests. */
public final class H2Load {

  private static final Pattern REQUESTS =
      Pattern.compile(
          "requests: \\d+ total, \\d+ started, \\d+ done, (\\d+) succeeded, (\\d+) failed, (\\d+) errored, (\\d+) timeout");
  private static final Pattern TRAFFIC = Pattern.compile("\\((\\d+)\\) total");

  private H2Load() {}

  /** Runs it for a time. */
  public static LoadResult run(
      String url, int connections, int streams, int seconds, List<String> more) {
    List<String> command = new ArrayList<>(List.of("h2load", "-t1", "-c" + connections));
    command.addAll(List.of("-m" + streams, "-D" + seconds));
    command.addAll(more);
    command.add(url);
    return parse(Commands.run(command), seconds);
  }

  /**
   * Sends HTTP/1.1 requests at a steady rate: every 10 ms those that are due, on all connections at
   * once, each connection one after the other.
   *
   * @return how long each took, in microseconds, ascending
   */
  public static long[] latencies(
      String url, int connections, int perSecond, int seconds, Path log) {
    int each = Math.max(1, perSecond / connections);
    Commands.run(
        List.of(
            "h2load",
            "--h1",
            "-t1",
            "-c" + connections,
            "-n" + (each * connections * seconds),
            "--rps=" + each,
            "--log-file=" + log,
            url));
    try (Stream<String> lines = Files.lines(log)) {
      // Start in microseconds, status, duration in microseconds.
      long[] micros =
          lines
              .map(line -> line.split("\t", -1))
              .filter(fields -> fields[1].equals("200"))
              .mapToLong(fields -> Long.parseLong(fields[2]))
              .toArray();
      Arrays.sort(micros);
      return micros;
    } catch (IOException e) {
      throw new IllegalStateException("h2load left no log", e);
    }
  }

  static LoadResult parse(String output, int seconds) {
    Matcher requests = REQUESTS.matcher(output);
    Matcher traffic = TRAFFIC.matcher(output);
    if (!requests.find() || !traffic.find()) {
      throw new IllegalStateException("h2load printed no total:\n" + output);
    }
    long failures =
        Long.parseLong(requests.group(2))
            + Long.parseLong(requests.group(3))
            + Long.parseLong(requests.group(4));
    return new LoadResult(
        Long.parseLong(requests.group(1)), failures, seconds, Long.parseLong(traffic.group(1)));
  }
}
