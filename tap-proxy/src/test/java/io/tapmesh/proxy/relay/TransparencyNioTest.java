package io.tapmesh.proxy.relay;

final class TransparencyNioTest extends TransparencyContract {

  TransparencyNioTest() {
    super("nio");
  }
}
