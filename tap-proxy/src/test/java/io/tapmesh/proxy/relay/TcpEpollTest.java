package io.tapmesh.proxy.relay;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
final class TcpEpollTest extends TcpNativeContract {

  TcpEpollTest() {
    super("epoll");
  }
}
