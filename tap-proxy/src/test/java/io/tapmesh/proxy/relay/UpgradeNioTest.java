package io.tapmesh.proxy.relay;

final class UpgradeNioTest extends UpgradeContract {

  UpgradeNioTest() {
    super("nio");
  }
}
