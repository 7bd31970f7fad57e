package io.tapmesh.embedded.clickhouse.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tapmesh.embedded.clickhouse.sql.Token.Kind;
import java.util.Arrays;
import java.util.Locale;

/**
 * Splits the beginning of a request into ClickHouse's tokens, skipping white space and comments.
 * Works on bytes, since what follows the statement may be binary.
 */
final class Scanner {

  private final byte[] text;
  private final int end;
  private final boolean complete;
  private int position;

  /**
   * @param end where the bytes read so far end
   * @param complete whether nothing follows after {@code end}
   */
  Scanner(byte[] text, int end, boolean complete) {
    this.text = text;
    this.end = end;
    this.complete = complete;
  }

  int length() {
    return end;
  }

  boolean complete() {
    return complete;
  }

  int position() {
    return position;
  }

  void moveTo(int newPosition) {
    position = newPosition;
  }

  /** The word's text, in capitals. */
  String word(Token token) {
    return text(token).toUpperCase(Locale.ROOT);
  }

  String text(Token token) {
    return new String(text, token.start(), token.end() - token.start(), UTF_8);
  }

  Token peek() {
    int before = position;
    Token token = next();
    position = before;
    return token;
  }

  Token next() {
    if (!skipBlanksAndComments()) {
      return new Token(Kind.CUT, end, end);
    }
    if (position >= end) {
      return new Token(complete ? Kind.END : Kind.CUT, end, end);
    }
    int start = position;
    Kind kind = take((char) (text[position] & 0xff));
    if (complete) {
      return new Token(kind == Kind.CUT ? Kind.OTHER : kind, start, position);
    }
    // A token that touches the end may go on in what was not read yet.
    return new Token(position >= end ? Kind.CUT : kind, start, position);
  }

  private Kind take(char first) {
    if (isWordStart(first)) {
      skipWord();
      return Kind.WORD;
    }
    if (first >= '0' && first <= '9') {
      skipNumber();
      return Kind.NUMBER;
    }
    if (first == '\'') {
      return skipQuoted('\'') ? Kind.STRING : Kind.CUT;
    }
    if (first == '`' || first == '"') {
      return skipQuoted(first) ? Kind.QUOTED : Kind.CUT;
    }
    if (first == '$' && skipHeredoc()) {
      return Kind.STRING;
    }
    position++;
    return switch (first) {
      case '(', '[', '{' -> Kind.OPEN;
      case ')', ']', '}' -> Kind.CLOSE;
      case ',' -> Kind.COMMA;
      case '.' -> Kind.DOT;
      case ';' -> Kind.SEMICOLON;
      case '=' -> Kind.EQUALS;
      default -> Kind.OTHER;
    };
  }

  private static boolean isWordStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private void skipWord() {
    while (position < end) {
      char c = (char) (text[position] & 0xff);
      if (!isWordStart(c) && !(c >= '0' && c <= '9') && c != '$') {
        return;
      }
      position++;
    }
  }

  private void skipNumber() {
    while (position < end) {
      char c = (char) (text[position] & 0xff);
      boolean sign = (c == '+' || c == '-') && isExponent(text[position - 1]);
      if (!isWordStart(c) && !(c >= '0' && c <= '9') && c != '.' && !sign) {
        return;
      }
      position++;
    }
  }

  private static boolean isExponent(byte b) {
    return b == 'e' || b == 'E' || b == 'p' || b == 'P';
  }

  /** Ends after the closing quote; a doubled quote or one after a backslash does not close. */
  private boolean skipQuoted(char quote) {
    position++;
    while (position < end) {
      byte c = text[position++];
      if (c == '\\') {
        position++;
      } else if (c == quote) {
        if (position < end && text[position] == quote) {
          position++;
        } else {
          return true;
        }
      }
    }
    position = end;
    return false;
  }

  /** {@code $tag$ … $tag$}. Leaves the position alone where it is none. */
  private boolean skipHeredoc() {
    int start = position;
    int i = start + 1;
    while (i < end && isWordStart((char) (text[i] & 0xff))) {
      i++;
    }
    if (i >= end || text[i] != '$') {
      return false;
    }
    int tagLength = i + 1 - start;
    for (int at = i + 1; at + tagLength <= end; at++) {
      if (Arrays.equals(text, start, start + tagLength, text, at, at + tagLength)) {
        position = at + tagLength;
        return true;
      }
    }
    if (complete) {
      return false;
    }
    position = end;
    return true;
  }

  /** Returns false if a comment is not finished in what was read so far. */
  private boolean skipBlanksAndComments() {
    while (position < end) {
      byte c = text[position];
      if (c == ' ' || (c >= '\t' && c <= '\r')) {
        position++;
      } else if (startsWith("--") || startsWith("#!") || startsWith("# ")) {
        if (!skipLine()) {
          return complete;
        }
      } else if (startsWith("/*")) {
        if (!skipBlockComment()) {
          return complete;
        }
      } else {
        return complete || position + 1 < end || !mayBeginComment(c);
      }
    }
    return true;
  }

  private static boolean mayBeginComment(byte c) {
    return c == '-' || c == '#' || c == '/';
  }

  private boolean startsWith(String prefix) {
    return position + 1 < end
        && text[position] == prefix.charAt(0)
        && text[position + 1] == prefix.charAt(1);
  }

  private boolean skipLine() {
    while (position < end) {
      if (text[position++] == '\n') {
        return true;
      }
    }
    return false;
  }

  private boolean skipBlockComment() {
    for (position += 2; position + 1 < end; position++) {
      if (text[position] == '*' && text[position + 1] == '/') {
        position += 2;
        return true;
      }
    }
    position = end;
    return false;
  }
}
