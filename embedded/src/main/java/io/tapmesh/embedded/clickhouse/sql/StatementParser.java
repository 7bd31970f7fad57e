package io.tapmesh.embedded.clickhouse.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tapmesh.embedded.clickhouse.sql.Token.Kind;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells an INSERT with data from other statements, and finds the format that a query asks for. It
 * checks no syntax: what it does not understand goes to the engine as it is, whose errors are the
 * right ones.
 */
public final class StatementParser {

  private static final Set<String> SELECTS = Set.of("SELECT", "WITH", "FROM");
  private static final String SETTINGS = "SETTINGS";
  private static final int LOOK_AHEAD_BYTES = 64;

  private final byte[] text;
  private final Scanner scanner;

  private StatementParser(byte[] text, int length, boolean complete) {
    this.text = text;
    this.scanner = new Scanner(text, length, complete);
  }

  /**
   * Looks at the beginning of a request.
   *
   * @param length how many bytes of {@code text} have been read
   * @param complete whether these are all
   */
  public static Statement parse(byte[] text, int length, boolean complete) {
    return new StatementParser(text, length, complete).statement();
  }

  private Statement statement() {
    Token first = scanner.next();
    boolean parenthesis = first.is(Kind.OPEN);
    while (first.is(Kind.OPEN)) {
      first = scanner.next();
    }
    if (first.is(Kind.CUT)) {
      return new Statement.Incomplete();
    }
    if (first.is(Kind.END)) {
      return new Statement.Empty();
    }
    String word = scanner.word(first);
    if (word.equals("INSERT") && !parenthesis) {
      return insert();
    }
    scanner.moveTo(0);
    return other(SELECTS.contains(word));
  }

  /** FORMAT counts at the end and outside of parentheses: elsewhere it is the name of a column. */
  private Statement other(boolean select) {
    String format = null;
    int secondAt = -1;
    int depth = 0;
    Token previous = null;
    for (Token token = scanner.next(); !token.is(Kind.END); token = scanner.next()) {
      if (token.is(Kind.CUT)) {
        return new Statement.Incomplete();
      }
      depth += token.is(Kind.OPEN) ? 1 : token.is(Kind.CLOSE) ? -1 : 0;
      if (previous != null && secondAt < 0) {
        boolean afterFormat = previous.is(Kind.WORD) && scanner.word(previous).equals("FORMAT");
        if (depth == 0 && afterFormat && token.is(Kind.WORD) && endsQuery(scanner.peek())) {
          format = scanner.text(token);
        }
        if (previous.is(Kind.SEMICOLON) && !token.is(Kind.SEMICOLON)) {
          secondAt = token.start();
        }
      }
      previous = token;
    }
    return new Statement.Other(select, format, secondAt);
  }

  private boolean endsQuery(Token token) {
    return token.is(Kind.END)
        || token.is(Kind.SEMICOLON)
        || (token.is(Kind.WORD) && scanner.word(token).equals("SETTINGS"));
  }

  private Statement insert() {
    skipTarget();
    int depth = 0;
    Token previous = null;
    while (true) {
      int before = scanner.position();
      Token token = scanner.next();
      if (token.is(Kind.CUT)) {
        return new Statement.Incomplete();
      }
      if (token.is(Kind.END)) {
        scanner.moveTo(0);
        return other(false);
      }
      depth += token.is(Kind.OPEN) ? 1 : token.is(Kind.CLOSE) ? -1 : 0;
      if (depth == 0 && token.is(Kind.WORD)) {
        Statement found = atKeyword(token, before, previous);
        if (found != null) {
          return found;
        }
      }
      previous = token;
    }
  }

  private @Nullable Statement atKeyword(Token token, int before, @Nullable Token previous) {
    boolean value = previous != null && previous.is(Kind.EQUALS);
    if (value) {
      return null; // SETTINGS x = format
    }
    return switch (scanner.word(token)) {
      case "VALUES" -> new Statement.Insert(textBefore(before), "Values", scanner.position());
      case "FORMAT" -> format(before);
      case "SELECT", "WITH", "FROM", "WATCH" -> {
        scanner.moveTo(0);
        yield other(false);
      }
      default -> null;
    };
  }

  /** {@code INTO [TABLE] [database.]name} or {@code INTO [TABLE] FUNCTION name(…)}. */
  private void skipTarget() {
    for (String optional : new String[] {"INTO", "TABLE", "FUNCTION"}) {
      Token token = scanner.peek();
      if (token.is(Kind.WORD) && scanner.word(token).equals(optional)) {
        scanner.next();
      }
    }
    Token name = scanner.peek();
    while (name.is(Kind.WORD) || name.is(Kind.QUOTED)) {
      scanner.next();
      if (!scanner.peek().is(Kind.DOT)) {
        return;
      }
      scanner.next();
      name = scanner.peek();
    }
  }

  /** After the keyword: {@code name [SETTINGS …]}, then the rows from the next line on. */
  private Statement format(int clauseStart) {
    Token name = scanner.next();
    if (name.is(Kind.CUT)) {
      return new Statement.Incomplete();
    }
    if (!name.is(Kind.WORD)) {
      scanner.moveTo(0);
      return other(false);
    }
    String sql = textBefore(clauseStart);
    int afterName = scanner.position();
    Answer settings = settingsAt(afterName);
    int end = settings == Answer.YES ? settingsEnd() : afterName;
    if (settings == Answer.UNKNOWN || end < 0) {
      return new Statement.Incomplete();
    }
    if (end > afterName) {
      sql += new String(text, afterName, end - afterName, UTF_8);
    }
    scanner.moveTo(Math.max(afterName, end));
    int data = dataStart(scanner.position());
    return data < 0
        ? new Statement.Incomplete()
        : new Statement.Insert(sql, scanner.text(name), data);
  }

  private enum Answer {
    YES,
    NO,
    UNKNOWN
  }

  /**
   * Whether the next word is SETTINGS. Looks at few bytes only: they may be binary rows already.
   */
  private Answer settingsAt(int from) {
    int at = from;
    int limit = Math.min(scanner.length(), from + LOOK_AHEAD_BYTES);
    while (at < limit && (text[at] == ' ' || (text[at] >= '\t' && text[at] <= '\r'))) {
      at++;
    }
    String seen = new String(text, at, Math.min(SETTINGS.length(), limit - at), UTF_8);
    if (seen.equalsIgnoreCase(SETTINGS)) {
      return Answer.YES;
    }
    boolean mayBecome = SETTINGS.startsWith(seen.toUpperCase(Locale.ROOT));
    return mayBecome && !scanner.complete() && limit < from + LOOK_AHEAD_BYTES
        ? Answer.UNKNOWN
        : Answer.NO;
  }

  /** Where {@code SETTINGS a = 1, b = 'x'} ends; 0 if it is data after all, -1 if it is cut. */
  private int settingsEnd() {
    scanner.next();
    while (true) {
      Token name = scanner.next();
      Token equals = scanner.next();
      Token value = scanner.next();
      if (name.is(Kind.CUT) || equals.is(Kind.CUT) || value.is(Kind.CUT)) {
        return -1;
      }
      if (!name.is(Kind.WORD) || !equals.is(Kind.EQUALS)) {
        return 0;
      }
      int end = scanner.position();
      int next = skipBlanks(end);
      if (next == scanner.length() && !scanner.complete()) {
        return -1;
      }
      if (next == scanner.length() || text[next] != ',') {
        return end;
      }
      scanner.moveTo(next + 1);
    }
  }

  /** Of bytes and not of tokens: what comes may be rows in any form. */
  private int skipBlanks(int from) {
    int at = from;
    while (at < scanner.length() && (text[at] == ' ' || (text[at] >= '\t' && text[at] <= '\r'))) {
      at++;
    }
    return at;
  }

  /** Blanks and one line break belong to the statement; all further bytes are rows. */
  private int dataStart(int from) {
    int at = from;
    int length = scanner.length();
    while (at < length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\f')) {
      at++;
    }
    if (at < length && text[at] == '\r') {
      at++;
    }
    if (at < length && text[at] == '\n') {
      return at + 1;
    }
    return at < length || scanner.complete() ? at : -1;
  }

  private String textBefore(int offset) {
    return new String(text, 0, offset, UTF_8);
  }
}
