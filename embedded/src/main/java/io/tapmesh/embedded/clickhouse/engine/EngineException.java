package io.tapmesh.embedded.clickhouse.engine;

import static java.util.Objects.requireNonNull;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An error of the engine, with ClickHouse's code and text: {@code Code: 60. DB::Exception: …
 * (UNKNOWN_TABLE)}.
 */
public final class EngineException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What ClickHouse reports for an error that carries no code of its own. */
  private static final int UNKNOWN_EXCEPTION = 1002;

  private static final Pattern PREFIX = Pattern.compile("Code: (\\d+)\\. DB::Exception: ");
  private static final Pattern VERSION = Pattern.compile(" \\(version [^)]*\\)$");

  private final int code;

  private EngineException(int code, String message) {
    super(requireNonNull(message, "message"));
    this.code = code;
  }

  /**
   * An error of ours in the engine's form.
   *
   * @param name ClickHouse's name of the code, for instance {@code SYNTAX_ERROR}
   */
  public static EngineException of(int code, String name, String message) {
    return new EngineException(
        code, "Code: " + code + ". DB::Exception: " + message + " (" + name + ")");
  }

  /**
   * Reads the library's text. Where an error passed through several of its layers, each has put its
   * own prefix and ending around it; one of each is kept, as the server's text has it.
   */
  static EngineException parse(String text) {
    String rest = withoutVersion(text.strip());
    Matcher prefix = PREFIX.matcher(rest);
    if (!prefix.lookingAt()) {
      return of(UNKNOWN_EXCEPTION, "UNKNOWN_EXCEPTION", rest);
    }
    String head = prefix.group();
    while (rest.startsWith(head + head)) {
      rest = withoutOuterEnding(rest.substring(head.length()));
    }
    return new EngineException(Integer.parseInt(prefix.group(1)), rest);
  }

  /** {@code … (NAME) (version 1.2). (NAME)} becomes {@code … (NAME)}. */
  private static String withoutOuterEnding(String text) {
    int open = text.lastIndexOf(". (");
    if (open < 0 || !text.endsWith(")")) {
      return text;
    }
    String inner = withoutVersion(text.substring(0, open));
    return inner.endsWith(text.substring(open + 2)) ? inner : text;
  }

  private static String withoutVersion(String text) {
    return VERSION.matcher(text).replaceFirst("");
  }

  /** The same error with a sentence more before its name. */
  public EngineException withDetail(String sentence) {
    String message = String.valueOf(getMessage());
    int name = message.lastIndexOf(" (");
    return name < 0
        ? this
        : new EngineException(
            code, message.substring(0, name) + " " + sentence + message.substring(name));
  }

  /** ClickHouse's error code. */
  public int code() {
    return code;
  }
}
