package io.tapmesh.proxy.relay;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
final class DetectionIoUringTest extends DetectionContract {

  DetectionIoUringTest() {
    super("io_uring");
  }
}
