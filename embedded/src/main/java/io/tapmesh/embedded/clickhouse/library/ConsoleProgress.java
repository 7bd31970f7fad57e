package io.tapmesh.embedded.clickhouse.library;

import java.io.Console;
import java.io.PrintStream;

/** A bar on a terminal; elsewhere one line for each tenth. Not thread-safe. */
public final class ConsoleProgress implements FetchProgress {

  private static final int BAR_CELLS = 30;
  private static final long MEGABYTE = 1_000_000;

  private final PrintStream out;
  private final boolean terminal;
  private long shown = -1;

  public ConsoleProgress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** To the standard error stream, as a bar if that looks like a terminal. */
  public static ConsoleProgress onStandardError() {
    return new ConsoleProgress(System.err, isTerminal());
  }

  /** From Java 22 on there is a console without a terminal, too, and a method that tells. */
  @SuppressWarnings("SystemConsoleNull") // Java 17 runs this, too.
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  @Override
  public void phase(String what) {
    out.println(what);
    shown = -1;
  }

  @Override
  public void advanced(long doneBytes, long totalBytes) {
    long step = doneBytes * (terminal ? 100 : 10) / Math.max(1, totalBytes);
    if (step == shown) {
      return;
    }
    boolean first = shown < 0;
    shown = step;
    String amount = doneBytes / MEGABYTE + " of " + totalBytes / MEGABYTE + " MB";
    if (terminal) {
      int filled = (int) (step * BAR_CELLS / 100);
      out.printf(
          "\r  [%s%s] %3d %%  %s",
          "#".repeat(filled), " ".repeat(Math.max(0, BAR_CELLS - filled)), step, amount);
      if (doneBytes >= totalBytes) {
        out.println();
      }
      out.flush();
    } else if (!first || step > 0) {
      out.println("  " + step * 10 + " %  " + amount);
    }
  }
}
