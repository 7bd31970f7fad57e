package io.tapmesh.embedded.clickhouse.engine;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Formatted output in the engine's memory, a whole result or one chunk of it. Close it to free that
 * memory; buffers taken from it must not be used afterwards. Not thread-safe.
 */
public final class EngineResult implements AutoCloseable {

  private final Pointer handle;
  private boolean closed;

  private EngineResult(Pointer handle) {
    this.handle = handle;
  }

  /**
   * Takes over the handle.
   *
   * @throws EngineException if the result is an error; it is freed then
   */
  static EngineResult orThrow(Pointer handle) {
    String error = Chdb.chdb_result_error(handle);
    if (error != null) {
      Chdb.chdb_destroy_query_result(handle);
      throw EngineException.parse(error);
    }
    return new EngineResult(handle);
  }

  public long lengthBytes() {
    return Chdb.chdb_result_length(handle);
  }

  /** A view of a part of the output, valid until {@link #close()}. */
  public ByteBuffer slice(long offset, int length) {
    Pointer buffer = buffer();
    if (buffer == null || offset < 0 || length < 0 || offset + length > lengthBytes()) {
      throw new IndexOutOfBoundsException(
          "slice " + offset + "+" + length + " (expected: within " + lengthBytes() + " bytes)");
    }
    return buffer.getByteBuffer(offset, length);
  }

  private @Nullable Pointer buffer() {
    return Chdb.chdb_result_buffer(handle);
  }

  /** Everything the statement has cost so far. */
  public Progress progress() {
    return new Progress(
        Chdb.chdb_result_storage_rows_read(handle),
        Chdb.chdb_result_storage_bytes_read(handle),
        Chdb.chdb_result_rows_written(handle),
        Chdb.chdb_result_bytes_written(handle),
        Chdb.chdb_result_rows_read(handle));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Chdb.chdb_destroy_query_result(handle);
    }
  }
}
