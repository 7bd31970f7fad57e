package io.tapmesh.embedded.clickhouse.sql;

import io.tapmesh.embedded.clickhouse.sql.Token.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** {@code KILL QUERY WHERE query_id = …}, which clients send to cancel a statement of theirs. */
public final class KillQuery {

  private KillQuery() {}

  /**
   * Puts an expression in the place of {@code query_id}, since the engine's own ids are not those
   * that clients know. Statements other than KILL QUERY are returned as they are.
   */
  public static byte[] withQueryId(byte[] sql, String expression) {
    Scanner scanner = new Scanner(sql, sql.length, true);
    if (!isWord(scanner, scanner.next(), "KILL") || !isWord(scanner, scanner.next(), "QUERY")) {
      return sql;
    }
    byte[] replacement = expression.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream rewritten = new ByteArrayOutputStream();
    int copied = 0;
    for (Token token = scanner.next(); !token.is(Kind.END); token = scanner.next()) {
      if (isWord(scanner, token, "QUERY_ID")) {
        rewritten.write(sql, copied, token.start() - copied);
        rewritten.writeBytes(replacement);
        copied = token.end();
      }
    }
    rewritten.write(sql, copied, sql.length - copied);
    return rewritten.toByteArray();
  }

  private static boolean isWord(Scanner scanner, Token token, String word) {
    return token.is(Kind.WORD) && scanner.word(token).equals(word);
  }
}
