package io.tapmesh.proxy.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Clients on keep-alive connections that count what they get. */
public final class Load {

  private final InetSocketAddress target;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong serverErrors = new AtomicLong();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;

  public Load(InetSocketAddress target) {
    this.target = target;
  }

  /**
   * Starts clients.
   *
   * @param requests of each client; 0 for as many as fit until {@link #stop}
   * @param pauseMillis between two requests of a client
   */
  public Load start(int clients, int requests, long pauseMillis) {
    for (int i = 0; i < clients; i++) {
      Thread thread = new Thread(() -> run(requests, pauseMillis), "load-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
    return this;
  }

  private void run(int requests, long pauseMillis) {
    try (Wire wire = Wire.connect(target)) {
      for (int i = 0; !stopping && (requests == 0 || i < requests); i++) {
        long number = sent.getAndIncrement();
        String path = number % 20 == 7 ? "/fail" : "/carts/" + number;
        wire.send("GET " + path + " HTTP/1.1\r\nHost: cart.shop:8080\r\n\r\n");
        String head = wire.readHead();
        wire.read(2);
        answered.incrementAndGet();
        if (head.startsWith("HTTP/1.1 5")) {
          serverErrors.incrementAndGet();
        }
        if (head.contains("Connection: close")) {
          return;
        }
        TimeUnit.MILLISECONDS.sleep(pauseMillis);
      }
    } catch (IOException | RuntimeException e) {
      failures.add(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the clients finish their last request. */
  public Load stop() throws InterruptedException {
    stopping = true;
    return join();
  }

  public Load join() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join(60_000);
    }
    return this;
  }

  public long sent() {
    return sent.get();
  }

  public long answered() {
    return answered.get();
  }

  public long serverErrors() {
    return serverErrors.get();
  }

  public List<Throwable> failures() {
    return List.copyOf(failures);
  }
}
