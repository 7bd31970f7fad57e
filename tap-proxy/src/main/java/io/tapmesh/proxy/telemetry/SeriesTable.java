package io.tapmesh.proxy.telemetry;

import io.tapmesh.schemas.Services;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The series of an event loop, found without making an object. Bounded by the {@link SeriesLimit}
 * of all loops: what is beyond it is counted together, told apart only by what a count of errors by
 * edge needs. Used on one event loop only.
 */
final class SeriesTable {

  private static final int SLOTS = 256;

  private final SeriesLimit limit;
  private final List<Series> all = new ArrayList<>();
  private final Map<SeriesId, Series> overflow = new HashMap<>();
  private @Nullable Series[] slots = new Series[SLOTS];

  SeriesTable(SeriesLimit limit) {
    this.limit = limit;
  }

  /** The series of an exchange that has ended with this status and error. */
  Series of(Family family, Exchange exchange, int status, @Nullable String error) {
    Series series = slots[slot(status, exchange.peer, exchange.route)];
    while (series != null && !series.isOf(family, exchange, status, error)) {
      series = series.next;
    }
    if (series != null) {
      return series;
    }
    SeriesId id = SeriesId.of(family, exchange, status, error);
    return limit.admit(id) ? add(new Series(id, false)) : overflow(id);
  }

  /**
   * Where everything is counted that is beyond the limit: some hundred series at most for the own
   * service and for each that is called, whatever peers send.
   */
  private Series overflow(SeriesId full) {
    return overflow.computeIfAbsent(folded(full), id -> new Series(id, true));
  }

  /**
   * What stays as it is has few values, whatever anybody sends: the services that are called are
   * those of the configuration, and without them the graph would lose their errors.
   */
  private static SeriesId folded(SeriesId id) {
    return new SeriesId(
        id.family(),
        Methods.OTHER,
        id.version(),
        id.scheme(),
        id.family().isClient() ? id.peer() : Services.OTHER,
        id.route() == null ? null : Services.OTHER,
        id.tlsVersion(),
        id.error() == null ? null : ErrorTypes.OTHER,
        isCall(id.family()) ? 0 : id.status() / 100 * 100,
        id.rpcStatus());
  }

  /** Its status is another one; what HTTP says is no attribute of it. */
  private static boolean isCall(Family family) {
    return family == Family.RPC_SERVER || family == Family.RPC_CLIENT;
  }

  private int slot(int status, String peer, @Nullable String route) {
    int hash = (route == null ? 0 : route.hashCode()) * 31 + peer.hashCode();
    hash = (hash * 31 + status) * 0x9e3779b9;
    return hash >>> 16 & (slots.length - 1);
  }

  private Series add(Series series) {
    all.add(series);
    if (all.size() > slots.length) {
      slots = new Series[slots.length * 2];
      all.forEach(this::link);
    } else {
      link(series);
    }
    return series;
  }

  private void link(Series series) {
    int slot = slot(series.status, series.peer, series.route);
    series.next = slots[slot];
    slots[slot] = series;
  }

  /**
   * Moves the values of the interval that ends now. A series whose listener is gone stays until it
   * has none: what is still under way may end in it.
   */
  void take(List<Cells.Taken> into, LiveSeries live) {
    boolean shrunk = all.removeIf(series -> isOver(series, into, live) && limit.release(series));
    if (shrunk) {
      Arrays.fill(slots, null);
      all.forEach(this::link);
    }
    overflow.values().removeIf(series -> isOver(series, into, live) && limit.forget(series));
  }

  /** Moves the values of a series; true if it had none and its listener is gone. */
  private static boolean isOver(Series series, List<Cells.Taken> into, LiveSeries live) {
    return !series.cells.take(into) && !live.has(series.id);
  }

  /** An exchange has ended in a series that stands for many. */
  void countFolded() {
    limit.countFolded();
  }

  int size() {
    return all.size();
  }
}
