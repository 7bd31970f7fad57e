package io.tapmesh.benchmarks.proxy;

import io.tapmesh.benchmarks.process.Commands;
import io.tapmesh.benchmarks.process.Sessions;
import io.tapmesh.benchmarks.report.Report;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./tapmesh bench proxy}. */
@Command(
    name = "proxy",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the tap proxy side by side with HAProxy, nginx, nghttpx and a gateway on the JVM.",
      "Origin and load generators are the same for all, rounds alternate, numbers are medians.",
      "Needs haproxy, nginx, nghttpx, nghttpd, wrk and h2load. Everything stays on loopback."
    })
public final class ProxyBenchCommand implements Callable<Integer> {

  private static final int MISSED = 1;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "Rounds that count, for each peer (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "4",
      description = "Seconds of load in each round (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "45",
      description =
          "Load before each test for what runs on a JVM, in seconds (default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "TEST",
      description = {
        "Some tests only: memory, idle, get, post, latency, bursts, body, tcp, connect, h2,",
        "grpc, kafka."
      })
  private @Nullable List<String> only;

  @Option(
      names = "--one-session",
      description = {
        "Let the scheduler share the processors among all threads alike. By default each program",
        "has a session of its own, so that they are shared among programs, as among containers",
        "or services (Linux, kernel.sched_autogroup_enabled)."
      })
  private boolean oneSession;

  @Option(names = "--json", paramLabel = "FILE", description = "Also write the results here.")
  private @Nullable Path json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    BenchOptions options = options();
    List<String> missing =
        List.of("haproxy", "nginx", "nghttpx", "nghttpd", "wrk", "h2load").stream()
            .filter(program -> !Commands.exists(program))
            .toList();
    if (!missing.isEmpty()) {
      throw new StartupException(
          ExitCode.NO_INPUT,
          "these are not installed: "
              + String.join(", ", missing)
              + " (Debian: nghttp2-proxy has"
              + " nghttpx, nghttp2-server nghttpd, nghttp2-client h2load)");
    }
    PrintWriter out = spec().commandLine().getOut();
    Map<String, String> machine = machine();
    machine.put("sessions", sessions());
    machine.forEach((name, value) -> out.println(name + ": " + value));
    out.println();
    Report report = new Report(out);
    Path folder = Files.createTempDirectory("tapmesh-bench");
    // nginx serves a file from it under another account.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path home = Path.of(System.getProperty("tapmesh.home", "."));
    Lab lab = new Lab(home, folder, options.oneSession());
    try (lab) {
      new ProxyBench(options, lab, report).run();
    }
    // Only now: after a failure the logs in it say why.
    lab.deleteFolder();
    if (json != null) {
      report.write(json, machine);
    }
    return report.missed() == 0 ? 0 : MISSED;
  }

  private BenchOptions options() {
    if (rounds < 1 || seconds < 1 || warmUp < 0) {
      throw new ParameterException(
          spec().commandLine(), "--rounds and --seconds: expected: >= 1; --warm-up: >= 0");
    }
    Set<String> tests = new LinkedHashSet<>(only == null ? ProxyBench.TESTS : only);
    for (String test : tests) {
      if (!ProxyBench.TESTS.contains(test)) {
        throw new ParameterException(
            spec().commandLine(),
            "--only: \"" + test + "\" (expected: " + String.join(", ", ProxyBench.TESTS) + ")");
      }
    }
    return new BenchOptions(rounds, seconds, warmUp, tests, oneSession);
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("not on a command line");
    }
    return spec;
  }

  /** What whoever repeats this wants to compare. */
  private static Map<String, String> machine() throws IOException {
    Map<String, String> machine = new LinkedHashMap<>();
    machine.put("date", Instant.now().toString());
    machine.put("processors", processor());
    machine.put("kernel", System.getProperty("os.version"));
    machine.put("java", Runtime.version().toString());
    machine.put("haproxy", firstLine("haproxy", "-v"));
    machine.put("nginx", firstLine("nginx", "-v"));
    machine.put("nghttpx", firstLine("nghttpx", "--version"));
    machine.put("load average before", Files.readString(Path.of("/proc/loadavg")).trim());
    return machine;
  }

  private String sessions() throws IOException {
    if (oneSession) {
      return "one for all programs";
    }
    return "one for each program"
        + (new Sessions().matter() ? "" : ", but the scheduler does not look at them here");
  }

  private static String processor() throws IOException {
    String model =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .findFirst()
            .map(line -> line.substring(line.indexOf(':') + 1).trim())
            .orElse("unknown");
    return Runtime.getRuntime().availableProcessors() + " × " + model;
  }

  private static String firstLine(String program, String option) {
    return Commands.run(List.of(Commands.find(program), option)).lines().findFirst().orElse("");
  }
}
