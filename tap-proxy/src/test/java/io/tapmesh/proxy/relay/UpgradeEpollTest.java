package io.tapmesh.proxy.relay;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
final class UpgradeEpollTest extends UpgradeContract {

  UpgradeEpollTest() {
    super("epoll");
  }
}
