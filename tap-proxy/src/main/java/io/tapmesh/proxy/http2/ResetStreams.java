package io.tapmesh.proxy.http2;

/**
 * Streams that were broken off lately: frames that were under way then are nobody's fault. How many
 * are remembered bounds the memory; what comes for older ones is answered as for any closed stream.
 */
final class ResetStreams {

  private static final int REMEMBERED = 64;

  private int @org.jspecify.annotations.Nullable [] ids;
  private int next;

  void add(int streamId) {
    if (ids == null) {
      ids = new int[REMEMBERED];
    }
    ids[next] = streamId;
    next = (next + 1) % REMEMBERED;
  }

  boolean contains(int streamId) {
    if (ids != null) {
      for (int id : ids) {
        if (id == streamId) {
          return true;
        }
      }
    }
    return false;
  }
}
