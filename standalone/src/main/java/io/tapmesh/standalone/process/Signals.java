package io.tapmesh.standalone.process;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a signal does to this JVM. The JDK has no supported way to ignore Ctrl-C or to tell the
 * second one from the first; its module {@code jdk.unsupported} has one, and stays for this reason
 * (JEP 260). It is reached by reflection because the compiler warns of it, and warnings are errors.
 */
public final class Signals {

  private static final String PACKAGE = "sun.misc.";
  private static final Map<String, Runnable> HANDLERS = new ConcurrentHashMap<>();

  private Signals() {}

  /** Lets a signal pass without any effect. */
  public static void ignore(String name) {
    handle(name, () -> {});
  }

  /**
   * Calls the action at each arrival of a signal, on a thread of its own.
   *
   * @param name without SIG: {@code INT}, {@code TERM}, {@code HUP}
   */
  public static void handle(String name, Runnable action) {
    HANDLERS.put(name, action);
    try {
      Class<?> signal = Class.forName(PACKAGE + "Signal");
      Class<?> handler = Class.forName(PACKAGE + "SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> called(self, method, arguments, name));
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException e) {
      Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
      throw new IllegalStateException("cannot handle signal " + name + ": " + cause, e);
    }
  }

  private static Object called(Object self, Method method, Object[] arguments, String name) {
    switch (method.getName()) {
      case "handle" -> HANDLERS.getOrDefault(name, () -> {}).run();
      case "equals" -> {
        return self == arguments[0];
      }
      case "hashCode" -> {
        return System.identityHashCode(self);
      }
      default -> {
        return "handler of " + name;
      }
    }
    return Void.TYPE;
  }
}
