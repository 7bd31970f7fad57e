package io.tapmesh.proxy.relay;

final class TcpNioTest extends TcpContract {

  TcpNioTest() {
    super("nio");
  }
}
