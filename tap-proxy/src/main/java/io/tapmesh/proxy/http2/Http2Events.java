package io.tapmesh.proxy.http2;

/** What the owner of a connection learns of it. */
public interface Http2Events {

  /** The peer did something that it may not; it has been told. */
  void onViolation(Http2Violation violation);

  /**
   * The connection cannot go on: the peer was told why, all streams know; once everything is
   * written the owner has to close it.
   */
  void onFailed();

  /** The last stream has ended. */
  void onIdle();

  /** The peer takes no more streams than those it has; it ends when these are over. */
  void onGoAway();

  /** There may be room for more streams than before. */
  void onRoom();
}
