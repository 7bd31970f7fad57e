package io.tapmesh.standalone.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator {@code hey}, whose counts are not ours. */
final class Hey {

  private static final Pattern STATUS = Pattern.compile("\\[(\\d{3})]\\s+(\\d+) responses");

  private Hey() {}

  /** Responses by status; fails if a request got no response. */
  static Map<Integer, Long> run(int requests, int connections, URI target)
      throws IOException, InterruptedException {
    Process hey =
        new ProcessBuilder(
                "hey",
                "-n",
                Integer.toString(requests),
                "-c",
                Integer.toString(connections),
                target.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(hey.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(hey.waitFor()).as(output).isZero();
    assertThat(output).doesNotContain("Error distribution");
    Map<Integer, Long> statuses = new TreeMap<>();
    Matcher matcher = STATUS.matcher(output);
    while (matcher.find()) {
      statuses.put(Integer.valueOf(matcher.group(1)), Long.valueOf(matcher.group(2)));
    }
    return statuses;
  }
}
