package io.tapmesh.benchmarks.load;

import io.tapmesh.benchmarks.process.Commands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
   * @return how long each took from when it was sent, in microseconds, ascending
   * @throws IllegalStateException if one was not answered with 200
   */
  public static long[] latencies(String url, int connections, int perSecond, int seconds) {
    int each = Math.max(1, perSecond / connections);
    int count = each * connections * seconds;
    try {
      Path log = Files.createTempFile("latencies", ".tsv");
      log.toFile().deleteOnExit();
      List<String> command = new ArrayList<>(List.of("h2load", "--h1", "-t1", "-c" + connections));
      command.addAll(List.of("-n" + count, "--rps=" + each, "--log-file=" + log, url));
      Commands.run(command);
      long[] micros = answered(log);
      Files.delete(log);
      if (micros.length != count) {
        throw new IllegalStateException(
            "%s: %d of %d requests were answered with 200".formatted(url, micros.length, count));
      }
      return micros;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long[] answered(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      // Start in microseconds, status, duration in microseconds.
      return lines
          .map(line -> line.split("\t", -1))
          .filter(fields -> fields[1].equals("200"))
          .mapToLong(fields -> Long.parseLong(fields[2]))
          .sorted()
          .toArray();
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
