package io.tapmesh.embedded.clickhouse.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Strings laid out as C wants them: an array of pointers and an array of lengths. The native memory
 * lives as long as this object, so keep it in a variable over the call.
 */
final class NativeStrings {

  private final List<Memory> strings = new ArrayList<>();
  private final @Nullable Memory pointers;
  private final @Nullable Memory lengths;

  NativeStrings(Collection<String> values) {
    if (values.isEmpty()) {
      pointers = null;
      lengths = null;
      return;
    }
    pointers = new Memory((long) values.size() * Native.POINTER_SIZE);
    lengths = new Memory((long) values.size() * Native.SIZE_T_SIZE);
    for (String value : values) {
      byte[] bytes = value.getBytes(UTF_8);
      Memory string = new Memory(bytes.length + 1L);
      string.write(0, bytes, 0, bytes.length);
      string.setByte(bytes.length, (byte) 0);
      long index = strings.size();
      pointers.setPointer(index * Native.POINTER_SIZE, string);
      lengths.setLong(index * Native.SIZE_T_SIZE, bytes.length);
      strings.add(string);
    }
  }

  int count() {
    return strings.size();
  }

  /** {@code const char * const *}; null where there is no string. */
  @Nullable Pointer pointers() {
    return pointers;
  }

  /** {@code const size_t *}; null where there is no string. */
  @Nullable Pointer lengths() {
    return lengths;
  }
}
