package io.tapmesh.standalone.command;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The JVM says nothing of a flag for a method that another version of a library does not have. */
class ProxyFlagsTest {

  private static final Pattern METHOD = Pattern.compile("\\$kafka\\.([\\w.]+)::(\\w+)");

  @Test
  void methodsThatTheCompilerIsToldOfAreThere() throws Exception {
    String script = Files.readString(Path.of("..", "tapmesh"));
    Set<String> named =
        METHOD.matcher(script).results().map(ProxyFlagsTest::nameOf).collect(toSet());

    assertThat(named).isNotEmpty();
    for (String method : named) {
      int colons = method.indexOf("::");
      Method[] declared = Class.forName(method.substring(0, colons)).getDeclaredMethods();
      assertThat(Stream.of(declared).map(Method::getName))
          .as(method)
          .contains(method.substring(colons + 2));
    }
  }

  private static String nameOf(MatchResult found) {
    return "org.apache.kafka." + found.group(1) + "::" + found.group(2);
  }
}
