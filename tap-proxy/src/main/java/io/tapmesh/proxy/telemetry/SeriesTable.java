package io.tapmesh.proxy.telemetry;

import io.tapmesh.schemas.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The series of an event loop, found without making an object. Bounded: beyond the limit peer and
 * route, which alone can take many values, become {@link Services#OTHER}. Used on one event loop
 * only, but for {@link #folded}.
 */
final class SeriesTable {

  private static final int SLOTS = 256;

  private final int limit;
  private final LongAdder folded;
  private final List<Series> all = new ArrayList<>();
  private @Nullable Series[] slots = new Series[SLOTS];

  SeriesTable(int limit, LongAdder folded) {
    this.limit = limit;
    this.folded = folded;
  }

  /** The series of an exchange that has ended with this status and error. */
  Series of(Family family, Exchange exchange, int status, @Nullable String error) {
    Series known = find(family, exchange, status, error, exchange.peer, exchange.route);
    if (known != null) {
      return known;
    }
    String peer = exchange.peer;
    String route = exchange.route;
    if (all.size() >= limit) {
      folded.increment();
      peer = Services.OTHER;
      route = route == null ? null : Services.OTHER;
      known = find(family, exchange, status, error, peer, route);
      if (known != null) {
        return known;
      }
    }
    return add(new Series(family, exchange, status, error, peer, route));
  }

  private @Nullable Series find(
      Family family,
      Exchange exchange,
      int status,
      @Nullable String error,
      String peer,
      @Nullable String route) {
    Series series = slots[slot(status, peer, route)];
    while (series != null && !series.isOf(family, exchange, status, error, peer, route)) {
      series = series.next;
    }
    return series;
  }

  private int slot(int status, String peer, @Nullable String route) {
    int hash = (route == null ? 0 : route.hashCode()) * 31 + peer.hashCode();
    hash = (hash * 31 + status) * 0x9e3779b9;
    return hash >>> 16 & (slots.length - 1);
  }

  private Series add(Series series) {
    if (all.size() > slots.length) {
      slots = new Series[slots.length * 2];
      all.forEach(this::link);
    }
    all.add(series);
    link(series);
    return series;
  }

  private void link(Series series) {
    int slot = slot(series.status, series.peer, series.route);
    series.next = slots[slot];
    slots[slot] = series;
  }

  /** Moves the values of the interval that ends now. */
  void take(List<Cells.Taken> into) {
    all.forEach(series -> series.cells.take(into));
  }

  int size() {
    return all.size();
  }
}
