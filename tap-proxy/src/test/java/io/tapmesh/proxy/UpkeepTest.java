package io.tapmesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done now and then is done again, whatever goes wrong. */
final class UpkeepTest {

  @ParameterizedTest
  @ValueSource(classes = {IllegalStateException.class, AssertionError.class})
  void goesOnAfterWhatNobodyExpected(Class<? extends Throwable> failure) throws Exception {
    CountDownLatch times = new CountDownLatch(3);
    try (Upkeep upkeep = new Upkeep()) {
      upkeep.every(
          Duration.ofMillis(1),
          () -> {
            times.countDown();
            if (failure == AssertionError.class) {
              throw new AssertionError("on purpose");
            }
            throw new IllegalStateException("on purpose");
          });
      assertThat(times.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void endsWhenItIsClosed() throws Exception {
    BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    Upkeep upkeep = new Upkeep();
    upkeep.every(Duration.ofMillis(1), () -> threads.add(Thread.currentThread()));
    Thread thread = threads.poll(60, TimeUnit.SECONDS);
    assertThat(thread).isNotNull();
    upkeep.close();

    thread.join(10_000);
    assertThat(thread.isAlive()).isFalse();
  }
}
