package io.tapmesh.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What processes have used, by {@code /proc} (see proc(5)). */
public final class CpuTime {

  /** {@code sysconf(_SC_CLK_TCK)}; 100 on every Linux that runs a JVM. */
  private static final long MICROS_PER_TICK = 10_000;

  private static final int UTIME = 11;
  private static final int STIME = 12;

  private CpuTime() {}

  /** CPU time in user and system mode of a process and its living descendants. */
  public static long micros(ProcessHandle process) {
    long own = ownMicros(process.pid());
    return own + process.descendants().mapToLong(child -> ownMicros(child.pid())).sum();
  }

  private static long ownMicros(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The name, in parentheses, may hold blanks.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) * MICROS_PER_TICK;
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new IllegalStateException("process " + pid + " cannot be measured", e);
    }
  }

  /** Resident memory of a process and its descendants in KiB. */
  public static long residentKib(ProcessHandle process) {
    long own = ownResidentKib(process.pid());
    return own + process.descendants().mapToLong(child -> ownResidentKib(child.pid())).sum();
  }

  private static long ownResidentKib(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new IllegalStateException("process " + pid + " cannot be measured", e);
    }
  }
}
