package io.tapmesh.embedded.clickhouse.sql;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.tapmesh.embedded.clickhouse.sql.Token.Kind;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds {@code INTO OUTFILE} and {@code FROM INFILE}. They name files of the client; the library
 * plays the client's part here too and would open them on this machine, for anybody who can
 * connect.
 */
public final class ClientFiles {

  private static final Set<String> BEFORE = Set.of("INTO", "FROM");
  private static final Set<String> WORDS = Set.of("OUTFILE", "INFILE");
  private static final Pattern WORD_ANYWHERE =
      Pattern.compile("(?i)(^|[^a-z0-9_])(out|in)file($|[^a-z0-9_])");

  /** Typographic quotes in UTF-8: the engine takes them for quotes, our scanner does not. */
  private static final Pattern CURLY_QUOTE = Pattern.compile("\u00e2\u0080[\u0098-\u009d]");

  private ClientFiles() {}

  /** Whether the statement names such a file; in doubt it does. */
  public static boolean areNamedBy(byte[] sql) {
    String text = new String(sql, ISO_8859_1);
    if (!WORD_ANYWHERE.matcher(text).find()) {
      return false;
    }
    return CURLY_QUOTE.matcher(text).find() || namedOutsideOfQuotes(sql);
  }

  private static boolean namedOutsideOfQuotes(byte[] sql) {
    Scanner scanner = new Scanner(sql, sql.length, true);
    String previous = "";
    for (Token token = scanner.next(); !token.is(Kind.END); token = scanner.next()) {
      String word = token.is(Kind.WORD) ? scanner.word(token) : "";
      if (BEFORE.contains(previous) && WORDS.contains(word)) {
        return true;
      }
      previous = word;
    }
    return false;
  }
}
