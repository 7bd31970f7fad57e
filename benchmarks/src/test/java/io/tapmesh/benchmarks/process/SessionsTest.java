package io.tapmesh.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of a machine as cgroups(7) and sched(7) describe them. */
final class SessionsTest {

  @TempDir private Path root;

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @ParameterizedTest
  @CsvSource({
    // switched, groups, a file that exists, whether sessions matter
    "1, 0::/, , true",
    "0, 0::/, , false",
    "1, 0::/a/b, , true",
    "1, 0::/a/b, sys/fs/cgroup/a/b/cpu.max, false",
    "1, 0::/a/b, sys/fs/cgroup/a/cpu.max, false",
    "1, 0::/a/b, sys/fs/cgroup/c/cpu.max, true",
    "1, 0::/, sys/fs/cgroup/cpu.max, false",
    "1, '3:cpu,cpuacct:/', , true",
    "1, '3:cpu,cpuacct:/a', , false",
    "1, '3:cpuacct,cpu:/a', , false",
    "1, 3:cpuset:/a, , true",
    "1, 4:memory:/a;1:cpu:/;0::/, , true",
    "1, 4:memory:/a;1:cpu:/a:b;0::/, , false"
  })
  void matterOutsideOfGroupsOnly(String on, String groups, String file, boolean matter)
      throws IOException {
    write("proc/sys/kernel/sched_autogroup_enabled", on + "\n");
    write("proc/self/cgroup", groups.replace(';', '\n') + "\n");
    if (file != null) {
      write(file, "max 100000\n");
    }

    assertThat(new Sessions(root).matter()).isEqualTo(matter);
  }

  @Test
  void doNotMatterWhereTheKernelDoesNotKnowThem() throws IOException {
    assertThat(new Sessions(root).matter()).isFalse();
  }
}
