package io.tapmesh.standalone.command;

import io.tapmesh.standalone.console.LogSetup;
import io.tapmesh.standalone.demo.ProxiesProcess;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The demo's third process. */
@Command(
    name = "proxies-process",
    hidden = true,
    description = "All proxies of the sample shop; started by demo.")
final class ProxiesProcessCommand implements Callable<Integer> {

  @Option(names = "--configs", required = true)
  private Path configs = Path.of("");

  @Override
  public Integer call() {
    LogSetup.toStandardError();
    ProxiesProcess.run(configs);
    return CommandLines.OK;
  }
}
