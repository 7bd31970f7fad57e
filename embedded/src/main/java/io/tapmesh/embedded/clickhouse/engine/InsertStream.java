package io.tapmesh.embedded.clickhouse.engine;

import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * An INSERT whose rows are handed over piece by piece. Nothing is promised about the rows until
 * {@link #finish()} has returned; {@link #close()} before that abandons the insert. One thread at a
 * time.
 */
public final class InsertStream implements AutoCloseable {

  private final Pointer handle;
  private boolean finished;

  private InsertStream(Pointer handle) {
    this.handle = handle;
  }

  static InsertStream orThrow(Pointer handle) {
    String error = Chdb.chdb_stream_insert_error(handle);
    if (error != null) {
      Chdb.chdb_destroy_insert_stream(handle);
      throw EngineException.parse(error);
    }
    return new InsertStream(handle);
  }

  /**
   * Hands over rows in the insert's format, cut anywhere; waits while the engine is behind.
   *
   * @return false if the engine has failed and takes no more; {@link #finish()} says why
   */
  public boolean append(byte[] data, int length) {
    return Chdb.chdb_stream_append(handle, data, length) == 0;
  }

  /**
   * Ends the rows and waits until they are stored.
   *
   * @throws EngineException if they are not
   */
  public Progress finish() {
    finished = true;
    @Nullable Pointer result = Chdb.chdb_stream_done(handle);
    try (EngineResult done = EngineResult.orThrow(result)) {
      return done.progress();
    }
  }

  @Override
  public void close() {
    if (!finished) {
      finished = true;
      Chdb.chdb_stream_cancel_insert(handle);
    }
    Chdb.chdb_destroy_insert_stream(handle);
  }
}
