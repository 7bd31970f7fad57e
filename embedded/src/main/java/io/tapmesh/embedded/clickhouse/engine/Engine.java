package io.tapmesh.embedded.clickhouse.engine;

import static java.util.Objects.requireNonNull;

import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ClickHouse engine in this process. There is one per process at a time, on one data directory.
 * Thread-safe.
 */
public final class Engine implements AutoCloseable {

  private static final int RTLD_LAZY = 1;
  private static final Object LOADING = new Object();
  private static @Nullable NativeLibrary library;
  private static boolean running;

  private final List<String> arguments;
  private final Object lock = new Object();
  private int openSessions;
  private boolean closing;
  private @Nullable EngineSession anchor;
  private String version = "";
  private String timezone = "";
  private String hostName = "";

  private Engine(List<String> arguments) {
    this.arguments = arguments;
  }

  /**
   * Loads the library if this process has not yet, and starts the engine.
   *
   * @param libraryFile {@code libchdb.so}
   * @param dataDir holds the tables; made if needed
   * @param serverSettings names and values as in a server's configuration; and query settings that
   *     every session starts with
   * @throws StartupException if an engine already runs in this process, or it cannot start
   */
  public static Engine start(Path libraryFile, Path dataDir, Map<String, String> serverSettings) {
    requireNonNull(libraryFile, "libraryFile");
    List<String> arguments = new ArrayList<>();
    arguments.add("clickhouse");
    arguments.add("--path=" + dataDir.toAbsolutePath());
    serverSettings.forEach((name, value) -> arguments.add("--" + name + "=" + value));
    synchronized (LOADING) {
      if (running) {
        throw new StartupException(
            ExitCode.UNAVAILABLE,
            "a ClickHouse engine already runs in this process and there can be only one: cannot"
                + " open "
                + dataDir);
      }
      load(libraryFile);
      Engine engine = new Engine(List.copyOf(arguments));
      engine.open(dataDir);
      running = true;
      return engine;
    }
  }

  private static void load(Path file) {
    if (library != null) {
      return;
    }
    try {
      // Local: the library's many symbols must not stand in for those of others.
      library =
          NativeLibrary.getInstance(file.toString(), Map.of(Library.OPTION_OPEN_FLAGS, RTLD_LAZY));
      Chdb.bind(library);
      // SIGSEGV and its like are the JVM's: null checks and safepoints raise them.
      Chdb.chdb_set_signal_handlers_enabled(0);
    } catch (UnsatisfiedLinkError e) {
      throw new StartupException(
          ExitCode.NO_INPUT,
          "cannot load the ClickHouse engine " + file + ": " + e.getMessage(),
          e);
    }
  }

  private void open(Path dataDir) {
    try {
      // The engine lives for as long as one connection is open.
      EngineSession first = session();
      anchor = first;
      String[] about =
          first.text("SELECT version(), timezone(), hostName()").strip().split("\t", 3);
      version = about[0];
      timezone = about[1];
      hostName = about[2];
    } catch (EngineException e) {
      throw new StartupException(
          ExitCode.IO_ERROR,
          "the ClickHouse engine cannot use its data directory " + dataDir + ": " + e.getMessage(),
          e);
    }
  }

  /**
   * Opens a session with default settings.
   *
   * @throws EngineException if the engine refuses
   * @throws IllegalStateException if the engine is closing
   */
  public EngineSession session() {
    synchronized (lock) {
      if (closing) {
        throw new IllegalStateException("the ClickHouse engine is closing");
      }
      openSessions++;
    }
    NativeStrings argv = new NativeStrings(arguments);
    Pointer holder =
        Chdb.chdb_connect(argv.count(), requireNonNull(argv.pointers(), "no arguments"));
    if (holder == null) {
      sessionClosed();
      throw EngineException.of(
          1002, "UNKNOWN_EXCEPTION", "the engine refused a connection; its log says why");
    }
    return new EngineSession(this, holder);
  }

  void sessionClosed() {
    synchronized (lock) {
      openSessions--;
      lock.notifyAll();
    }
  }

  /** For instance {@code 26.7.2.1}. */
  public String version() {
    return version;
  }

  /** The engine's default time zone, for instance {@code Etc/UTC}. */
  public String timezone() {
    return timezone;
  }

  /** The machine's name, as the engine sees it. */
  public String hostName() {
    return hostName;
  }

  /**
   * Waits until every session is closed, then stops the engine. The process must not end before:
   * the library's threads would run into its teardown.
   */
  @Override
  public void close() {
    EngineSession last;
    synchronized (lock) {
      if (closing) {
        return;
      }
      closing = true;
      boolean interrupted = false;
      while (openSessions > 1) {
        try {
          lock.wait();
        } catch (InterruptedException e) {
          interrupted = true; // Leaving now would crash the process.
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      last = anchor;
    }
    if (last != null) {
      last.close();
    }
    synchronized (LOADING) {
      running = false;
    }
  }
}
