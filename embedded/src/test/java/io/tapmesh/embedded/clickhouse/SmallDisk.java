package io.tapmesh.embedded.clickhouse;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A file system of few megabytes. Only root may have one. */
record SmallDisk(Path path) implements AutoCloseable {

  static SmallDisk mount(Path directory, int megabytes) {
    boolean mounted =
        run(
            List.of(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=" + megabytes + "m",
                "tmpfs",
                directory.toString()));
    assumeTrue(mounted, "mounting a small file system needs root");
    return new SmallDisk(directory);
  }

  private static boolean run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    run(List.of("umount", "-l", path.toString()));
  }
}
