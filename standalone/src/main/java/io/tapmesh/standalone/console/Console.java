package io.tapmesh.standalone.console;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Says what is happening: one line per step, and one line that is rewritten in place on a terminal.
 * Thread-safe.
 */
public final class Console {

  private static final String START_OF_LINE = "\r\u001b[K";
  private static final double NANOS_PER_SECOND = 1e9;

  private final PrintStream out;
  private final boolean terminal;
  private boolean lineOpen;

  /**
   * @param terminal whether lines can be rewritten
   */
  public Console(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Writes to standard output; rewrites lines if a person is likely to watch. */
  public static Console ofProcess() {
    return new Console(System.out, isTerminal() && !"dumb".equals(System.getenv("TERM")));
  }

  /** Whether lines are rewritten in place. */
  public boolean terminal() {
    return terminal;
  }

  /** A line of its own. */
  public synchronized void say(String line) {
    if (lineOpen) {
      out.print(START_OF_LINE);
      lineOpen = false;
    }
    out.println(line);
    out.flush();
  }

  /** A line that the next one replaces; on anything but a terminal a line of its own. */
  public synchronized void live(String line) {
    if (!terminal) {
      say(line);
      return;
    }
    out.print(START_OF_LINE + line);
    out.flush();
    lineOpen = true;
  }

  /**
   * Does a step and says how long it took.
   *
   * @param name a word or two
   * @param details what to say about the result
   */
  public <T> T step(String name, Supplier<T> work, Function<T, String> details) {
    long start = System.nanoTime();
    if (terminal) {
      live(format(name, "...", ""));
    }
    T result = work.get();
    step(name, start, details.apply(result));
    return result;
  }

  /**
   * Says that a step is done.
   *
   * @param startNanos when it began, by {@link System#nanoTime}
   */
  public void step(String name, long startNanos, String details) {
    double seconds = (System.nanoTime() - startNanos) / NANOS_PER_SECOND;
    say(format(name, String.format(Locale.ROOT, "%.1f s", seconds), details));
  }

  /** Says what there is without a step being needed. */
  public void given(String name, String details) {
    say(format(name, "", details));
  }

  /** From Java 22 on there is always a console, and it says itself whether it is a terminal. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    java.io.Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot ask whether this is a terminal", e);
    }
  }

  private static String format(String name, String state, String details) {
    return String.format(Locale.ROOT, "  %-12s %7s   %s", name, state, details).stripTrailing();
  }
}
