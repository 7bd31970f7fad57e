package io.tapmesh.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    List<MatchResult> named = METHOD.matcher(script).results().toList();

    assertThat(named).isNotEmpty();
    for (MatchResult method : named) {
      Class<?> owner = Class.forName("org.apache.kafka." + method.group(1));
      assertThat(Stream.of(owner.getDeclaredMethods()).map(Method::getName))
          .as(method.group())
          .contains(method.group(2));
    }
  }
}
