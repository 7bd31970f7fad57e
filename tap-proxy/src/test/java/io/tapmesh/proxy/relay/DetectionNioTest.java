package io.tapmesh.proxy.relay;

final class DetectionNioTest extends DetectionContract {

  DetectionNioTest() {
    super("nio");
  }
}
