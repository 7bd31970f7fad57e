package io.tapmesh.embedded.clickhouse.engine;

import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The result of a SELECT, fetched chunk by chunk, so that the engine computes no faster than the
 * reader takes it. One thread at a time; close it before the session runs anything else.
 *
 * <p>The engine formats every chunk as a document of its own: only formats without a header and
 * footer may be asked for, or the reader has to take repeated headers out.
 */
public final class ResultStream implements AutoCloseable {

  private final Pointer connection;
  private final Pointer handle;
  private boolean finished;

  ResultStream(Pointer connection, Pointer handle) {
    this.connection = connection;
    this.handle = handle;
  }

  /**
   * Waits for the next chunk.
   *
   * @return null at the end
   * @throws EngineException if the query failed; rows before it may have been returned already
   */
  public @Nullable EngineResult next() {
    if (finished) {
      return null;
    }
    EngineResult chunk;
    try {
      chunk = EngineResult.orThrow(Chdb.chdb_stream_fetch_result(connection, handle));
    } catch (EngineException e) {
      finished = true;
      throw e;
    }
    if (chunk.lengthBytes() == 0) {
      finished = true;
      chunk.close();
      return null;
    }
    return chunk;
  }

  /** Ends the query if it still runs. */
  @Override
  public void close() {
    if (!finished) {
      finished = true;
      Chdb.chdb_stream_cancel_query(connection, handle);
    }
    Chdb.chdb_destroy_query_result(handle);
  }
}
