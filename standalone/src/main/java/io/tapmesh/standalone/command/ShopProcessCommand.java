package io.tapmesh.standalone.command;

import io.tapmesh.standalone.console.LogSetup;
import io.tapmesh.standalone.demo.ShopProcess;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The demo's second process. */
@Command(name = "shop-process", hidden = true, description = "The sample shop; started by demo.")
final class ShopProcessCommand implements Callable<Integer> {

  @Option(names = "--plan", required = true)
  private Path plan = Path.of("");

  @Option(names = "--seed", required = true)
  private long seed;

  @Override
  public Integer call() {
    LogSetup.toStandardError();
    ShopProcess.run(plan, seed);
    return 0;
  }
}
