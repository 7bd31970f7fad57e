package io.tapmesh.proxy.relay;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
final class UpgradeIoUringTest extends UpgradeContract {

  UpgradeIoUringTest() {
    super("io_uring");
  }
}
