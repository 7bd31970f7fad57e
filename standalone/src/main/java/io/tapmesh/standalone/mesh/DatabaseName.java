package io.tapmesh.standalone.mesh;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which database of a ClickHouse is ours. */
final class DatabaseName {

  private static final String DEFAULT = "tapmesh";
  private static final Pattern PATH = Pattern.compile("[^/]*//[^/]*(?:/([^?]*))?(?:\\?.*)?");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");

  private DatabaseName() {}

  /**
   * The path of the URL that the user gave, else {@code tapmesh}.
   *
   * @throws StartupException if the path is no name
   */
  static String of(@Nullable String url) {
    Matcher matcher = PATH.matcher(url == null ? "" : url);
    String path = matcher.matches() && matcher.group(1) != null ? matcher.group(1) : "";
    if (path.isEmpty()) {
      return DEFAULT;
    }
    if (!NAME.matcher(path).matches()) {
      throw new StartupException(
          ExitCode.USAGE,
          "--clickhouse: database \"" + path + "\" (expected: letters, digits and '_')");
    }
    return path;
  }
}
