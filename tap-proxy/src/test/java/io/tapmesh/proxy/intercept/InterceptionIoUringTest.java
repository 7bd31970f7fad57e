package io.tapmesh.proxy.intercept;

final class InterceptionIoUringTest extends InterceptionContract {

  InterceptionIoUringTest() {
    super("io_uring");
  }
}
