package io.tapmesh.proxy.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandlerConfig;

/**
 * The buffers that an event loop lends to the kernel, which takes one when data has come: a
 * connection that waits holds none, and reading is one operation where it else is two, first to
 * wait and then to read. Large, as the kernel fills each from front to back with what several
 * connections receive, and as large reads are what bodies want.
 */
final class ReadBuffers {

  /** Their name on each loop. */
  static final short GROUP = 1;

  private static final int BYTES = 256 << 10;
  private static final short MOST = 8;
  private static final int FIRST = 2;

  private ReadBuffers() {}

  /**
   * One read for each time that we ask: a read that goes on by itself would bring what the other
   * side cannot take. Netty offers no other way to say so, and looks only once: to be called before
   * anything else of the transport is used.
   */
  static void readOnceWhenAsked() {
    System.setProperty("io.netty.iouring.recvMultiShotEnabled", "false");
  }

  /** Whether the kernel can fill a buffer bit by bit; whole ones for small reads would not do. */
  static boolean areSupported() {
    return IoUring.isAvailable() && IoUring.isRegisterBufferRingIncSupported();
  }

  static IoUringIoHandlerConfig config() {
    return new IoUringIoHandlerConfig()
        .setBufferRingConfig(
            IoUringBufferRingConfig.builder()
                .bufferGroupId(GROUP)
                .bufferRingSize(MOST)
                .batchSize(FIRST)
                .incremental(true)
                .allocator(new IoUringFixedBufferRingAllocator(ByteBufAllocator.DEFAULT, BYTES))
                .build());
  }
}
