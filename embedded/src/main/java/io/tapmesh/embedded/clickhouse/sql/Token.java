package io.tapmesh.embedded.clickhouse.sql;

/**
 * A token of a statement.
 *
 * @param start offset of its first byte
 * @param end offset after its last byte
 */
record Token(Kind kind, int start, int end) {

  enum Kind {
    /** A keyword or an unquoted identifier. */
    WORD,
    /** An identifier in backticks or double quotes. */
    QUOTED,
    STRING,
    NUMBER,
    OPEN,
    CLOSE,
    COMMA,
    DOT,
    SEMICOLON,
    EQUALS,
    OTHER,
    /** The input ends here. */
    END,
    /** The input read so far ends here, in the middle of a token or right after it. */
    CUT
  }

  boolean is(Kind other) {
    return kind == other;
  }
}
