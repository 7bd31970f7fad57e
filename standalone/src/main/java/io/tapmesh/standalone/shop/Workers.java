package io.tapmesh.standalone.shop;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads and the HTTP client that the services of the shop share. */
final class Workers implements AutoCloseable {

  private static final int THREADS = 12;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  private final ExecutorService pool;
  private final HttpClient client;

  Workers() {
    AtomicInteger number = new AtomicInteger();
    pool =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "shop-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .executor(pool)
            .build();
  }

  ExecutorService pool() {
    return pool;
  }

  HttpClient client() {
    return client;
  }

  @Override
  public void close() {
    pool.shutdown();
  }
}
