package io.tapmesh.proxy.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds event loops to processors, if there is exactly one for each: Linux puts two of them on the
 * same processor now and then, for milliseconds, while another one has nothing to do.
 *
 * <p>A thread that is started on a loop is bound as the loop is, and the JVM tells it of one
 * processor.
 *
 * <p>Java has no call for it; util-linux' {@code taskset} does. What cannot be bound is left to the
 * kernel, as all is where there are more processors than loops, or fewer.
 */
public final class ProcessorBinding {

  private static final Logger log = LoggerFactory.getLogger(ProcessorBinding.class);
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path ONLINE = Path.of("/sys/devices/system/cpu/online");
  private static final String ALLOWED = "Cpus_allowed_list:";
  private static final long LIMIT_SECONDS = 10;

  /** So that the first loops of several proxies of a machine do not share a processor. */
  private static final AtomicLong turn = new AtomicLong(ProcessHandle.current().pid());

  private ProcessorBinding() {}

  /**
   * Binds the loops, each to a processor that none of the others has. Takes some milliseconds for
   * each; not to be called on one of them.
   */
  public static void bind(Iterable<? extends EventExecutor> loops) {
    List<EventExecutor> all = new ArrayList<>();
    loops.forEach(all::add);
    if (all.size() < 2 || !Files.isReadable(STATUS)) {
      return;
    }
    int bound = 0;
    try {
      List<Integer> processors = usable();
      if (processors.size() != all.size()) {
        log.debug("{} event loops are not bound to the processors {}", all.size(), processors);
        return;
      }
      List<String> threads = new ArrayList<>();
      for (EventExecutor loop : all) {
        threads.add(threadId(loop));
      }
      Collections.rotate(processors, (int) (turn.getAndIncrement() % processors.size()));
      for (String thread : threads) {
        bind(thread, processors.get(bound));
        bound++;
      }
      log.info("event loops are bound to the processors {}", processors);
    } catch (IOException | RuntimeException e) {
      log.info("{} of {} event loops are bound to processors: {}", bound, all.size(), e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The processors that this process may use, and that are there, in ascending order. */
  static List<Integer> usable() throws IOException {
    List<Integer> usable = processors(allowedList());
    if (Files.isReadable(ONLINE)) {
      usable.retainAll(processors(Files.readString(ONLINE, US_ASCII).strip()));
    }
    return usable;
  }

  private static String allowedList() throws IOException {
    try (var lines = Files.lines(STATUS, US_ASCII)) {
      return lines
          .filter(line -> line.startsWith(ALLOWED))
          .map(line -> line.substring(ALLOWED.length()).strip())
          .findFirst()
          .orElseThrow(() -> new IOException(STATUS + " has no " + ALLOWED));
    }
  }

  /**
   * The processors of a list.
   *
   * @param list as the kernel writes it, such as {@code 0-3,8}
   */
  static List<Integer> processors(String list) {
    List<Integer> processors = new ArrayList<>();
    for (String range : list.split(",", -1)) {
      String[] ends = range.split("-", 2);
      int last = Integer.parseInt(ends[ends.length - 1]);
      for (int processor = Integer.parseInt(ends[0]); processor <= last; processor++) {
        processors.add(processor);
      }
    }
    return processors;
  }

  /** The number that the kernel has given to a loop's thread, in our own namespace. */
  static String threadId(EventExecutor loop) throws IOException, InterruptedException {
    Future<String> stat =
        loop.submit(() -> Files.readString(Path.of("/proc/thread-self/stat"), US_ASCII));
    if (!stat.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("an event loop does not turn");
    }
    if (!stat.isSuccess()) {
      throw new IOException("a thread's number cannot be read", stat.cause());
    }
    String text = stat.getNow();
    return text.substring(0, text.indexOf(' '));
  }

  private static void bind(String thread, int processor) throws IOException, InterruptedException {
    String mask = BigInteger.ONE.shiftLeft(processor).toString(16);
    Process taskset =
        new ProcessBuilder("taskset", "-p", mask, thread).redirectErrorStream(true).start();
    taskset.getOutputStream().close();
    try (var output = taskset.getInputStream()) {
      String said = new String(output.readAllBytes(), US_ASCII);
      int code = taskset.waitFor();
      if (code != 0) {
        throw new IOException("taskset ended with " + code + ": " + said.strip());
      }
    }
  }
}
