package io.tapmesh.standalone.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tapmesh.schemas.ExitCode;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A child process's side of its connection with the parent: events go out as lines on standard
 * output, commands come in as lines on standard input. The end of the input means that the parent
 * is gone, however it went.
 */
public final class ParentLink {

  private static final Logger log = LoggerFactory.getLogger(ParentLink.class);
  private static final String STOP = "stop";

  private final PrintStream out;

  private ParentLink(PrintStream out) {
    this.out = out;
  }

  /**
   * Takes over the standard streams; what libraries print goes to standard error from now on.
   * Ctrl-C reaches every process of a terminal at once, so it is ignored here: the parent says when
   * to stop.
   */
  public static ParentLink open() {
    Signals.ignore("INT");
    Signals.ignore("HUP");
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
    System.setOut(System.err);
    return new ParentLink(out);
  }

  /** Tells the parent something. Thread-safe. */
  public void tell(String event, Object data) {
    synchronized (out) {
      out.println(Messages.line(event, data));
    }
  }

  /**
   * Runs commands, one after the other, until the parent says {@code stop}. If the parent goes
   * instead, so does this process, on the spot and with {@link ExitCode#UNAVAILABLE}: who would
   * take what it still has, broker and database, went with the parent.
   *
   * @param commands by the first word of the line; they get the whole line
   */
  public void serve(Map<String, Consumer<String>> commands) {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    // A thread of its own: the parent may go while a command is under way.
    Thread reader = new Thread(() -> read(lines), "parent");
    reader.setDaemon(true);
    reader.start();
    try {
      for (String line = lines.take(); !line.equals(STOP); line = lines.take()) {
        Consumer<String> command = commands.get(line.split(" ", 2)[0]);
        if (command == null) {
          log.error("the parent asks for \"{}\" (expected: one of {})", line, commands.keySet());
        } else {
          command.accept(line);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Until the parent says stop; it may close the connection then. */
  private static void read(BlockingQueue<String> lines) {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    try {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(line);
        if (line.equals(STOP)) {
          return;
        }
      }
    } catch (IOException e) {
      log.warn("standard input cannot be read, so the parent is taken for gone", e);
    }
    log.warn("the parent process is gone");
    Runtime.getRuntime().halt(ExitCode.UNAVAILABLE.code());
  }
}
