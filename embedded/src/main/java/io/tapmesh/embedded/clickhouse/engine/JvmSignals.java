package io.tapmesh.embedded.clickhouse.engine;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the JVM's signal handlers in place while the engine lives in its process.
 *
 * <p>libchdb installs handlers of its own for SIGSEGV and its like, or, told not to, resets them to
 * the default, and does so again at every connect. The JVM needs its own: a null check or a
 * safepoint in any thread raises SIGSEGV, and in the moment without a handler that kills the
 * process without a word. Saving and restoring around the calls leaves such moments for the other
 * threads. So the library's imports of {@code sigaction} and {@code signal} are pointed at
 * functions that leave the JVM's signals alone, before anything in the library has run that could
 * use them.
 */
final class JvmSignals {

  /** What HotSpot handles, or an application is entitled to: HUP INT QUIT ILL … up to SYS. */
  private static final Set<Integer> NOT_FOR_THE_ENGINE =
      Set.of(1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 15, 17, 20, 31);

  private static final int READ_WRITE = 3;
  private static final long PAGE_BYTES = 4096;

  private interface Sigaction extends Callback {
    @SuppressWarnings("UnusedMethod") // Called by C.
    int invoke(int signal, @Nullable Pointer action, @Nullable Pointer previous);
  }

  private interface Signal extends Callback {
    @SuppressWarnings("UnusedMethod") // Called by C.
    @Nullable Pointer invoke(int signal, @Nullable Pointer handler);
  }

  private static final NativeLibrary LIBC = NativeLibrary.getProcess();
  private static final Function REAL_SIGACTION = LIBC.getFunction("sigaction");
  private static final Function REAL_SIGNAL = LIBC.getFunction("signal");

  // Held for the life of the process: the library keeps their addresses.
  private static final Sigaction SIGACTION = JvmSignals::sigaction;
  private static final Signal SIGNAL = JvmSignals::signal;

  private JvmSignals() {}

  private static int sigaction(int signal, @Nullable Pointer action, @Nullable Pointer previous) {
    Pointer allowed = NOT_FOR_THE_ENGINE.contains(signal) ? null : action;
    return REAL_SIGACTION.invokeInt(new Object[] {signal, allowed, previous});
  }

  private static @Nullable Pointer signal(int signal, @Nullable Pointer handler) {
    if (NOT_FOR_THE_ENGINE.contains(signal)) {
      return null; // SIG_DFL: as if there had been no handler.
    }
    return REAL_SIGNAL.invokePointer(new Object[] {signal, handler});
  }

  /**
   * Must be called between loading the library and its first use.
   *
   * @throws IllegalStateException if the imports cannot be found; the library must not be used then
   */
  static void protectFrom(Path library) {
    ElfImports imports = new ElfImports(baseOf(library));
    redirect(imports, "sigaction", CallbackReference.getFunctionPointer(SIGACTION));
    redirect(imports, "signal", CallbackReference.getFunctionPointer(SIGNAL));
  }

  private static void redirect(ElfImports imports, String function, Pointer replacement) {
    List<Long> slots = imports.slotsOf(function);
    if (slots.isEmpty()) {
      throw new IllegalStateException("libchdb does not import " + function + " as expected");
    }
    for (long slot : slots) {
      makeWritable(slot);
      new Pointer(slot).setPointer(0, replacement);
    }
  }

  /** Some slots lie in pages that the loader made read-only once it had filled them. */
  private static void makeWritable(long address) {
    Pointer page = new Pointer(address & -PAGE_BYTES);
    int result =
        LIBC.getFunction("mprotect").invokeInt(new Object[] {page, PAGE_BYTES, READ_WRITE});
    if (result != 0) {
      throw new IllegalStateException("mprotect failed at 0x" + Long.toHexString(address));
    }
  }

  private static long baseOf(Path library) {
    try {
      String path = library.toRealPath().toString();
      return Files.readAllLines(Path.of("/proc/self/maps")).stream()
          .filter(line -> line.endsWith(path))
          .mapToLong(line -> Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16))
          .min()
          .orElseThrow(() -> new IllegalStateException(path + " is not mapped"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot find where libchdb was loaded", e);
    }
  }
}
