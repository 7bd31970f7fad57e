package io.tapmesh.embedded.clickhouse;

import java.nio.file.Path;

/** A process with nothing but the engine and its HTTP interface, for tests that end it. */
public final class ServerMain {

  private ServerMain() {}

  public static void main(String[] args) throws InterruptedException {
    EmbeddedClickHouse clickHouse =
        EmbeddedClickHouse.start(ClickHouseOptions.in(Path.of(args[0])));
    Runtime.getRuntime().addShutdownHook(new Thread(clickHouse::close));
    System.out.println("up " + clickHouse.httpUri());
    Thread.sleep(Long.MAX_VALUE);
  }
}
