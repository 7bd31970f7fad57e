package io.tapmesh.proxy.http2.hpack;

import io.netty.util.concurrent.FastThreadLocal;

/** Room to decode in, shared by all decoders of a thread, as each is done before the next. */
final class Scratch {

  /** What is larger is rare, and made for one use. */
  private static final int KEPT_BYTES = 16 << 10;

  private static final FastThreadLocal<Scratch> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected Scratch initialValue() {
          return new Scratch();
        }
      };

  private final byte[] block = new byte[KEPT_BYTES];
  private final byte[] text = new byte[KEPT_BYTES];

  static Scratch get() {
    return OF_THREAD.get();
  }

  /** For a header block. */
  byte[] block(int length) {
    return length <= KEPT_BYTES ? block : new byte[length];
  }

  /** For a string of it. */
  byte[] text(int length) {
    return length <= KEPT_BYTES ? text : new byte[length];
  }
}
