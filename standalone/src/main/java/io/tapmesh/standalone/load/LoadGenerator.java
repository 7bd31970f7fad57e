package io.tapmesh.standalone.load;

import static java.util.Objects.requireNonNull;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Visitors of the shop. Open loop: visitors arrive when they do, however slow the shop is, so a
 * slow shop shows as waiting and not as less load. Within a visit, a request follows the previous
 * answer after a pause. Thread-safe.
 */
public final class LoadGenerator implements AutoCloseable {

  /**
   * Beyond this, visitors are turned away (and counted): a bound on memory and sockets. Each waits
   * for some ten services, whose connections have to find room in the shop's small heap.
   */
  static final int MAX_IN_FLIGHT = 150;

  private static final Logger log = LoggerFactory.getLogger(LoadGenerator.class);
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private final URI shop;
  private final HttpClient client;
  private final Arrivals arrivals;
  private final VisitPlanner planner;
  private final RequestCounts counts = new RequestCounts();
  private final InFlight inFlight = new InFlight();
  private final ScheduledThreadPoolExecutor timer;
  private final long startNanos = System.nanoTime();
  private long arrivalNanos;
  private long visitors;

  private LoadGenerator(URI shop, double requestsPerSecond, long seed) {
    this.shop = requireNonNull(shop, "shop");
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    Random random = new Random(seed);
    this.arrivals = new Arrivals(requestsPerSecond / VisitPlanner.MEAN_STEPS, random);
    this.planner = new VisitPlanner(random);
    // What is due after the end is dropped: a visit may stop anywhere.
    this.timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "load");
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * Opens the doors.
   *
   * @param shop where the frontend is
   * @param requestsPerSecond the mean, once the first visits have run for some seconds
   * @param seed the same seed plans the same visits
   */
  public static LoadGenerator start(URI shop, double requestsPerSecond, long seed) {
    if (!(requestsPerSecond > 0)) {
      throw new IllegalArgumentException(
          "requestsPerSecond: " + requestsPerSecond + " (expected: > 0)");
    }
    LoadGenerator generator = new LoadGenerator(shop, requestsPerSecond, seed);
    generator.scheduleNextVisit();
    return generator;
  }

  /** The count so far; it only grows. */
  public LoadReport report() {
    return counts.report();
  }

  /**
   * Sends no further request and waits for the answers to those under way.
   *
   * @return whether all were answered in time
   */
  public boolean stop(Duration limit) throws InterruptedException {
    timer.shutdown();
    return timer.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)
        && inFlight.awaitNone(limit);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** Runs on the timer's thread only, after the first call. */
  private void scheduleNextVisit() {
    arrivalNanos = arrivals.nextAfter(arrivalNanos);
    long delay = arrivalNanos - (System.nanoTime() - startNanos);
    after(Math.max(0, delay), this::visit);
  }

  private void visit() {
    Iterator<Step> steps = planner.next().iterator();
    visitors++;
    if (inFlight.count() >= MAX_IN_FLIGHT) {
      counts.turnedAway();
    } else {
      send(steps.next(), "u" + visitors, steps);
    }
    scheduleNextVisit();
  }

  private void send(Step step, String user, Iterator<Step> later) {
    inFlight.begin();
    CompletableFuture<?> unused =
        client
            .sendAsync(request(step, user), HttpResponse.BodyHandlers.discarding())
            .whenComplete((response, failure) -> count(step, response, failure))
            .whenComplete((response, failure) -> inFlight.end())
            .whenComplete((response, failure) -> proceed(user, later));
  }

  private void proceed(String user, Iterator<Step> later) {
    if (later.hasNext()) {
      Step next = later.next();
      after(next.pauseMillis() * NANOS_PER_MILLI, () -> send(next, user, later));
    }
  }

  private void after(long nanos, Runnable task) {
    Future<?> unused = timer.schedule(() -> guarded(task), nanos, TimeUnit.NANOSECONDS);
  }

  /** A bug must not end the load without a word. */
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      log.error("the load generator has a bug", e);
      throw e;
    }
  }

  private void count(
      Step step, @Nullable HttpResponse<Void> response, @Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (response != null) {
      counts.answered(step, response.statusCode());
    } else if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
      counts.notConnected();
    } else {
      counts.unanswered(step);
    }
  }

  private HttpRequest request(Step step, String user) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(shop.resolve(step.path()))
            .timeout(TIMEOUT)
            .header("User-Agent", "sample-shop-visitor")
            .header("Cookie", "user=" + user);
    if (step.form().isEmpty()) {
      return request.method(step.method(), HttpRequest.BodyPublishers.noBody()).build();
    }
    return request
        .header("Content-Type", "application/x-www-form-urlencoded")
        .method(step.method(), HttpRequest.BodyPublishers.ofString(step.form()))
        .build();
  }
}
