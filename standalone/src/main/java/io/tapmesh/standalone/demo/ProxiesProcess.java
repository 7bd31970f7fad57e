package io.tapmesh.standalone.demo;

import io.tapmesh.proxy.ProxyConfig;
import io.tapmesh.proxy.TapProxy;
import io.tapmesh.proxy.telemetry.SpanCounts.DropReason;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import io.tapmesh.standalone.process.ParentLink;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The child process that holds the shop's proxies, each with a configuration file of its own. */
public final class ProxiesProcess implements AutoCloseable {

  static final String READY = "ready";
  static final String SPANS = "spans";
  static final String DRAIN = "drain";
  static final String DRAINED = "drained";

  private final ParentLink parent;
  private final List<TapProxy> proxies = new ArrayList<>();
  private final ScheduledExecutorService reporter = Executors.newSingleThreadScheduledExecutor();

  private ProxiesProcess(ParentLink parent) {
    this.parent = parent;
  }

  /**
   * Runs until the parent says stop.
   *
   * @param configurations directory of files of kind {@code TapProxy}
   * @throws StartupException if one of them is wrong or one of their ports is taken
   */
  public static void run(Path configurations) {
    ParentLink parent = ParentLink.open();
    try (ProxiesProcess process = new ProxiesProcess(parent)) {
      process.start(configurations);
      parent.serve(Map.of(DRAIN, command -> process.drain()));
    }
  }

  @Override
  public void close() {
    reporter.shutdownNow();
    closeAll();
  }

  private void start(Path configurations) {
    for (Path file : files(configurations)) {
      proxies.add(TapProxy.start(ProxyConfig.load(file)));
    }
    writeAdminPorts(configurations.resolve("admin.ports"));
    parent.tell(READY, Map.of());
    var unused =
        reporter.scheduleAtFixedRate(() -> parent.tell(SPANS, counts()), 1, 1, TimeUnit.SECONDS);
  }

  /** For {@code tapmesh tap}: the ports are free ones. */
  private void writeAdminPorts(Path file) {
    List<String> lines = new ArrayList<>();
    for (TapProxy proxy : proxies) {
      String name = proxy.config().service().name();
      lines.add(name + " 127.0.0.1:" + proxy.adminAddress().getPort());
    }
    try {
      Files.write(file, lines);
    } catch (IOException e) {
      throw new StartupException(ExitCode.IO_ERROR, file + " cannot be written: " + e, e);
    }
  }

  private void drain() {
    reporter.shutdown();
    closeAll();
    parent.tell(DRAINED, counts());
  }

  /** All at the same time: each may have to wait for requests that go through the others. */
  private void closeAll() {
    List<Thread> closing = new ArrayList<>();
    for (TapProxy proxy : proxies) {
      closing.add(new Thread(proxy::close, "close-" + proxy.config().service().name()));
    }
    closing.forEach(Thread::start);
    try {
      for (Thread thread : closing) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private SpanCounts counts() {
    SpanCounts sum = SpanCounts.none();
    for (TapProxy proxy : proxies) {
      sum = sum.plus(counts(proxy.spanCounts()));
    }
    return sum;
  }

  private static SpanCounts counts(io.tapmesh.proxy.telemetry.SpanCounts counts) {
    Map<String, Long> dropped = new TreeMap<>();
    for (DropReason reason : DropReason.values()) {
      if (counts.dropped(reason) > 0) {
        dropped.put(reason.label(), counts.dropped(reason));
      }
    }
    return new SpanCounts(counts.ended(), counts.exported(), dropped);
  }

  private static List<Path> files(Path directory) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, "*.yaml")) {
      stream.forEach(files::add);
    } catch (IOException e) {
      throw new StartupException(
          ExitCode.NO_INPUT, "the directory " + directory + " cannot be read: " + e, e);
    }
    files.sort(null);
    return files;
  }
}
