package io.tapmesh.api.store;

/** Told about every statement that ended; called from the thread that asked. */
@FunctionalInterface
public interface QueryObserver {

  /**
   * A statement ended.
   *
   * @param name {@link Query#name}
   * @param outcome {@code ok}, or the {@link StoreException.Reason} in lower case
   */
  void ended(String name, String outcome, long nanos);
}
