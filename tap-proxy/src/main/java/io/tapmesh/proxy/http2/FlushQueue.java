package io.tapmesh.proxy.http2;

import java.util.ArrayList;
import java.util.concurrent.Executor;

/**
 * Sends what the connections of one event loop have written, once for each turn of the loop: what
 * many streams had to say leaves in one system call. Used on its loop only.
 */
public final class FlushQueue implements Runnable {

  private final Executor eventLoop;
  private ArrayList<Outbox> waiting = new ArrayList<>();
  private ArrayList<Outbox> running = new ArrayList<>();
  private boolean scheduled;

  public FlushQueue(Executor eventLoop) {
    this.eventLoop = eventLoop;
  }

  void add(Outbox outbox) {
    waiting.add(outbox);
    if (!scheduled) {
      scheduled = true;
      eventLoop.execute(this);
    }
  }

  /** What is written because of the flushing goes out with the next turn. */
  @Override
  public void run() {
    ArrayList<Outbox> now = waiting;
    waiting = running;
    running = now;
    scheduled = false;
    for (int i = 0; i < now.size(); i++) {
      now.get(i).flush();
    }
    now.clear();
  }
}
