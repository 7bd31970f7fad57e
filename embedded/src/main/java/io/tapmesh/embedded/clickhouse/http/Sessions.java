package io.tapmesh.embedded.clickhouse.http;

import io.tapmesh.embedded.clickhouse.engine.Engine;
import io.tapmesh.embedded.clickhouse.engine.EngineException;
import io.tapmesh.embedded.clickhouse.engine.EngineSession;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Engine sessions for requests. A request without {@code session_id} gets one of its own, which
 * ends with it; named ones are kept between requests, with their temporary tables and settings,
 * until their timeout passes.
 */
final class Sessions implements AutoCloseable {

  private static final int DEFAULT_TIMEOUT_SECONDS = 60;
  private static final int MAX_TIMEOUT_SECONDS = 3600;
  private static final int MAX_NAMED = 256;

  private final Engine engine;
  private final Map<String, Named> named = new HashMap<>();
  private boolean closed;

  Sessions(Engine engine) {
    this.engine = engine;
  }

  private static final class Named {
    final EngineSession session;
    long timeoutNanos;
    long releasedNanos;
    boolean busy = true;

    Named(EngineSession session) {
      this.session = session;
    }
  }

  /** A session for the length of one request. */
  record Lease(EngineSession session, boolean kept, Runnable onClose) implements AutoCloseable {
    @Override
    public void close() {
      onClose.run();
    }
  }

  static int timeoutSeconds(String text) {
    if (text.isEmpty()) {
      return DEFAULT_TIMEOUT_SECONDS;
    }
    int seconds;
    try {
      seconds = Integer.parseUnsignedInt(text);
    } catch (NumberFormatException e) {
      throw invalidTimeout("Invalid session timeout: '" + text + "'");
    }
    if (seconds < 0 || seconds > MAX_TIMEOUT_SECONDS) {
      throw invalidTimeout(
          "Session timeout '"
              + text
              + "' is larger than max_session_timeout: "
              + MAX_TIMEOUT_SECONDS);
    }
    return seconds;
  }

  private static EngineException invalidTimeout(String why) {
    return EngineException.of(ErrorStatus.INVALID_SESSION_TIMEOUT, "INVALID_SESSION_TIMEOUT", why);
  }

  Lease lease(String user, QueryRequest.@Nullable SessionWish wish) {
    if (wish == null) {
      EngineSession session = engine.session();
      return new Lease(session, false, session::close);
    }
    return leaseNamed(user + '\0' + wish.id(), wish);
  }

  private synchronized Lease leaseNamed(String key, QueryRequest.SessionWish wish) {
    expire();
    Named found = named.get(key);
    if (found != null && found.busy) {
      throw EngineException.of(
          ErrorStatus.SESSION_IS_LOCKED,
          "SESSION_IS_LOCKED",
          "Session " + wish.id() + " is locked by a concurrent client.");
    }
    if (found == null) {
      if (wish.mustExist()) {
        throw EngineException.of(
            ErrorStatus.SESSION_NOT_FOUND,
            "SESSION_NOT_FOUND",
            "Session " + wish.id() + " not found");
      }
      if (closed || named.size() >= MAX_NAMED) {
        throw EngineException.of(
            ErrorStatus.TOO_MANY_SIMULTANEOUS_QUERIES,
            "TOO_MANY_SIMULTANEOUS_QUERIES",
            "Too many sessions. Maximum: " + MAX_NAMED);
      }
      found = new Named(engine.session());
      named.put(key, found);
    }
    Named lent = found;
    lent.busy = true;
    lent.timeoutNanos = TimeUnit.SECONDS.toNanos(wish.timeoutSeconds());
    return new Lease(lent.session, true, () -> release(key, lent));
  }

  private synchronized void release(String key, Named lent) {
    lent.busy = false;
    lent.releasedNanos = System.nanoTime();
    if (closed) {
      named.remove(key);
      lent.session.close();
    }
  }

  /** Closes named sessions whose time is over. Called now and then. */
  synchronized void expire() {
    long now = System.nanoTime();
    for (Iterator<Named> all = named.values().iterator(); all.hasNext(); ) {
      Named each = all.next();
      if (!each.busy && now - each.releasedNanos > each.timeoutNanos) {
        all.remove();
        each.session.close();
      }
    }
  }

  /** Closes the named sessions; those in use follow when they are released. */
  @Override
  public synchronized void close() {
    closed = true;
    named
        .values()
        .removeIf(
            each -> {
              if (!each.busy) {
                each.session.close();
              }
              return !each.busy;
            });
  }
}
