package io.tapmesh.standalone;

import io.tapmesh.proxy.Main;
import io.tapmesh.proxy.WarmUp;
import io.tapmesh.standalone.console.LogSetup;

/**
 * What {@code ./tapmesh run proxy --config FILE} starts: the same as through {@link
 * io.tapmesh.standalone.Main}, without the classes that read command lines. A proxy stands beside
 * each instance of a service, so what it costs to start and to keep counts many times.
 */
public final class ProxyMain {

  private ProxyMain() {}

  /** {@code --config FILE}, or {@code --warm-up} to load the classes that a proxy uses and end. */
  public static void main(String[] args) {
    LogSetup.toStandardError();
    if (args.length == 1 && args[0].equals("--warm-up")) {
      WarmUp.run();
    } else {
      Main.main(args);
    }
  }
}
