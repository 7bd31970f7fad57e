package io.tapmesh.schemas;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Waits for SIGTERM or SIGINT. The first one begins the stop, a second one makes it hurry.
 *
 * <p>A shutdown hook could do neither: the JVM's exit status would be 143, and it ignores the
 * second signal. {@code sun.misc.Signal} is used by reflection because the compiler warns about it
 * in a way that cannot be silenced, and warnings are errors here; the module {@code
 * jdk.unsupported} exists to keep it usable.
 */
public final class StopSignals {

  private final CountDownLatch first = new CountDownLatch(1);
  private final AtomicInteger received = new AtomicInteger();
  private final Runnable onSecond;

  /**
   * Takes the signals over from the JVM.
   *
   * @param onSecond run with each signal but the first, by a thread of the JVM
   */
  public StopSignals(Runnable onSecond) {
    this.onSecond = requireNonNull(onSecond, "onSecond");
    handle("TERM", this::received);
    handle("INT", this::received);
  }

  /**
   * Does something with each SIGHUP, which would end the process otherwise; systems without it do
   * without.
   *
   * @param action run by a thread of the JVM
   */
  public static void onHangUp(Runnable action) {
    requireNonNull(action, "action");
    if (File.separatorChar == '/') {
      handle("HUP", action);
    }
  }

  /** Returns when the first signal has come. */
  public void awaitFirst() throws InterruptedException {
    first.await();
  }

  private void received() {
    if (received.incrementAndGet() == 1) {
      first.countDown();
    } else {
      onSecond.run();
    }
  }

  private static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler receiver =
          (proxy, method, args) -> {
            if (method.getName().equals("handle")) {
              action.run();
            }
            return null;
          };
      Object listener =
          Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, receiver);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), listener);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM cannot handle SIG" + name, e);
    }
  }
}
