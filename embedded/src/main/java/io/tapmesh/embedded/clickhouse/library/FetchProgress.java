package io.tapmesh.embedded.clickhouse.library;

/** Is told how the fetching of the library goes on. Called on the fetching thread. */
public interface FetchProgress {

  /** Something else begins; {@code what} is for people. */
  void phase(String what);

  /**
   * Bytes have arrived. Called often.
   *
   * @param doneBytes of the whole, including what an earlier try had got
   */
  void advanced(long doneBytes, long totalBytes);
}
