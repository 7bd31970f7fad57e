package io.tapmesh.proxy.intercept;

final class InterceptionEpollTest extends InterceptionContract {

  InterceptionEpollTest() {
    super("epoll");
  }
}
