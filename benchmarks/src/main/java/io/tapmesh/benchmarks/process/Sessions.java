package io.tapmesh.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether Linux shares the processors among sessions, instead of among threads. */
public final class Sessions {

  private final Path root;

  /** Of this machine. */
  public Sessions() {
    this(Path.of("/"));
  }

  Sessions(Path root) {
    this.root = root;
  }

  /**
   * It does if that is switched on and no group of processes shares them already (sched(7), "The
   * autogroup feature": only for what is in no CPU cgroup).
   */
  public boolean matter() throws IOException {
    Path enabled = root.resolve("proc/sys/kernel/sched_autogroup_enabled");
    return Files.exists(enabled) && Files.readString(enabled).trim().equals("1") && !isInCpuGroup();
  }

  private boolean isInCpuGroup() throws IOException {
    for (String line : Files.readAllLines(root.resolve("proc/self/cgroup"))) {
      // Number, controllers of version 1 (none for version 2), path: cgroups(7).
      String[] fields = line.split(":", 3);
      boolean isIn =
          fields[1].isEmpty()
              ? hasCpuController(fields[2])
              : (',' + fields[1] + ',').contains(",cpu,") && !fields[2].equals("/");
      if (isIn) {
        return true;
      }
    }
    return false;
  }

  /** In version 2 the group itself or one that it is in; a container sees its own as "/". */
  private boolean hasCpuController(String group) {
    Path top = root.resolve("sys/fs/cgroup");
    Path at = top.resolve(group.substring(1));
    while (at != null && at.startsWith(top)) {
      if (Files.exists(at.resolve("cpu.max"))) {
        return true;
      }
      at = at.getParent();
    }
    return false;
  }
}
