package io.tapmesh.embedded.clickhouse.http;

import java.nio.ByteBuffer;

/** The names and types that a chunk of a streamed result begins with. */
enum ChunkHeader {
  NONE {
    @Override
    int lengthIn(ByteBuffer chunk) {
      return 0;
    }
  },
  ONE_LINE {
    @Override
    int lengthIn(ByteBuffer chunk) {
      return lines(chunk, 1, false);
    }
  },
  TWO_LINES {
    @Override
    int lengthIn(ByteBuffer chunk) {
      return lines(chunk, 2, false);
    }
  },
  /** A line in which what stands in double quotes may contain line breaks. */
  ONE_CSV_LINE {
    @Override
    int lengthIn(ByteBuffer chunk) {
      return lines(chunk, 1, true);
    }
  },
  TWO_CSV_LINES {
    @Override
    int lengthIn(ByteBuffer chunk) {
      return lines(chunk, 2, true);
    }
  },
  /** A count, and so many strings. */
  NAMES {
    @Override
    int lengthIn(ByteBuffer chunk) {
      return strings(chunk, 1);
    }
  },
  /** A count, so many names, and so many types. */
  NAMES_AND_TYPES {
    @Override
    int lengthIn(ByteBuffer chunk) {
      return strings(chunk, 2);
    }
  };

  /** How many bytes of the chunk are its header; leaves the buffer's position alone. */
  abstract int lengthIn(ByteBuffer chunk);

  private static int lines(ByteBuffer chunk, int count, boolean quotes) {
    int left = count;
    boolean quoted = false;
    for (int i = 0; i < chunk.limit(); i++) {
      byte b = chunk.get(i);
      if (b == '"' && quotes) {
        quoted = !quoted;
      } else if (b == '\n' && !quoted && --left == 0) {
        return i + 1;
      }
    }
    return chunk.limit();
  }

  private static int strings(ByteBuffer chunk, int perColumn) {
    ByteBuffer in = chunk.duplicate().rewind();
    long strings = varint(in) * perColumn;
    for (long i = 0; i < strings; i++) {
      int length = Math.toIntExact(varint(in));
      in.position(in.position() + length);
    }
    return in.position();
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.get();
      value |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }
}
