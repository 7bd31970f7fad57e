package io.tapmesh.embedded.clickhouse.engine;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The C functions of libchdb, as its header declares them. Lengths are {@code size_t}. Nothing here
 * checks anything: {@link Engine} and its sessions are the safe way in.
 */
@SuppressWarnings("MemberName") // The names are the library's.
final class Chdb {

  private Chdb() {}

  static void bind(NativeLibrary library) {
    Native.register(Chdb.class, library);
  }

  static native void chdb_set_signal_handlers_enabled(int enabled);

  static native @Nullable Pointer chdb_connect(int argc, Pointer argv);

  static native void chdb_close_conn(Pointer connection);

  static native Pointer chdb_query_with_params_n(
      Pointer connection,
      byte[] query,
      long queryLength,
      byte[] format,
      long formatLength,
      @Nullable Pointer names,
      @Nullable Pointer nameLengths,
      @Nullable Pointer values,
      @Nullable Pointer valueLengths,
      long count);

  static native Pointer chdb_stream_query_with_params_n(
      Pointer connection,
      byte[] query,
      long queryLength,
      byte[] format,
      long formatLength,
      @Nullable Pointer names,
      @Nullable Pointer nameLengths,
      @Nullable Pointer values,
      @Nullable Pointer valueLengths,
      long count);

  static native Pointer chdb_stream_fetch_result(Pointer connection, Pointer stream);

  static native void chdb_stream_cancel_query(Pointer connection, Pointer stream);

  static native Pointer chdb_stream_insert_with_params_n(
      Pointer connection,
      byte[] query,
      long queryLength,
      byte[] format,
      long formatLength,
      @Nullable Pointer names,
      @Nullable Pointer nameLengths,
      @Nullable Pointer values,
      @Nullable Pointer valueLengths,
      long count);

  static native int chdb_stream_append(Pointer insert, byte[] data, long length);

  static native Pointer chdb_stream_done(Pointer insert);

  static native void chdb_stream_cancel_insert(Pointer insert);

  static native @Nullable String chdb_stream_insert_error(Pointer insert);

  static native void chdb_destroy_insert_stream(Pointer insert);

  static native @Nullable Pointer chdb_result_buffer(Pointer result);

  static native long chdb_result_length(Pointer result);

  static native @Nullable String chdb_result_error(Pointer result);

  static native long chdb_result_storage_rows_read(Pointer result);

  static native long chdb_result_storage_bytes_read(Pointer result);

  static native long chdb_result_rows_read(Pointer result);

  static native long chdb_result_rows_written(Pointer result);

  static native long chdb_result_bytes_written(Pointer result);

  static native void chdb_destroy_query_result(Pointer result);
}
