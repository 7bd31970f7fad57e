package io.tapmesh.proxy.telemetry;

import io.tapmesh.proxy.trace.SpanRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The spans that end on an event loop, encoded at once; handed to the shipper some at a time. Used
 * on that loop only.
 */
final class SpanBuffer {

  private static final Logger log = LoggerFactory.getLogger(SpanBuffer.class);

  /** Few enough for the caches of the processor, many enough to pay for waking the shipper. */
  private static final int CHUNK_SPANS = 128;

  private static final int CHUNK_BYTES = 96 << 10;

  /** {@code ScopeSpans.spans}. */
  private static final int SPANS = 2 << 3 | 2;

  private final SpanEncoder encoder;
  private final SpanBudget budget;
  private final SpanQueue queue;
  private final SpanCounts.Cell counts;
  private final LogLimit errorLog = new LogLimit();
  private final int placesAtOnce;
  private final int chunkSpans;
  private SpanChunk chunk;
  private int places;
  private long oldestNanos;

  /**
   * Makes an empty buffer.
   *
   * @param batchSize spans in a record at most
   * @param placesAtOnce that are taken from the budget, so that not every span goes there
   */
  SpanBuffer(
      SpanEncoder encoder,
      SpanBudget budget,
      SpanQueue queue,
      SpanCounts.Cell counts,
      int batchSize,
      int placesAtOnce) {
    this.encoder = encoder;
    this.budget = budget;
    this.queue = queue;
    this.counts = counts;
    this.placesAtOnce = placesAtOnce;
    chunkSpans = Math.min(batchSize, CHUNK_SPANS);
    chunk = new SpanChunk(chunkSpans);
  }

  /** A span has ended. */
  void add(Exchange exchange, Series series, @Nullable String reason, long endNanos) {
    counts.addEnded();
    if (!hasPlaces(1)) {
      counts.addQueueFull();
      return;
    }
    ProtoBuffer out = chunk.bytes;
    int start = out.length();
    if (!encode(out, exchange, series, reason, endNanos)) {
      out.truncate(start);
      counts.addEncodeError();
      return;
    }
    int needed = SpanBudget.places(out.length() - start);
    if (!hasPlaces(needed)) {
      out.truncate(start);
      counts.addQueueFull();
      return;
    }
    places -= needed;
    if (chunk.count() == 0) {
      oldestNanos = endNanos;
    }
    chunk.add(partitionHash(exchange.span));
    if (chunk.isFull() || out.length() >= CHUNK_BYTES) {
      handOver();
    }
  }

  private boolean encode(
      ProtoBuffer out, Exchange exchange, Series series, @Nullable String reason, long endNanos) {
    try {
      out.writeByte(SPANS);
      int message = out.beginMessage();
      encoder.write(out, exchange, series, reason, endNanos);
      out.endMessage(message);
      return true;
    } catch (RuntimeException e) {
      if (errorLog.mayLog()) {
        log.error("a span could not be encoded", e);
      }
      return false;
    }
  }

  private boolean hasPlaces(int needed) {
    if (places < needed) {
      places += budget.take(Math.max(placesAtOnce, needed - places));
    }
    return places >= needed;
  }

  /** Hands over what has waited for this long, and gives back places that nobody needs. */
  void handOverIfOlder(long nowNanos, long ageNanos) {
    if (chunk.count() > 0 && nowNanos - oldestNanos >= ageNanos) {
      handOver();
    }
    if (chunk.count() == 0 && places > 0) {
      budget.giveBack(places);
      places = 0;
    }
  }

  /** Hands over what is there. */
  void handOver() {
    if (chunk.count() == 0) {
      return;
    }
    // It may wait until Kafka is there, and so may thousands of others.
    boolean isTrimmed = chunk.isMostlyEmpty();
    queue.add(isTrimmed ? chunk.trimmed() : chunk);
    if (isTrimmed && !chunk.isGiant()) {
      chunk.clear();
    } else {
      SpanChunk spare = queue.spare();
      chunk = spare == null ? new SpanChunk(chunkSpans) : spare;
    }
  }

  /**
   * Decides about the partition by the low half of the trace id, which is random in all formats; it
   * is the hash of its hexadecimal digits as a string.
   */
  static int partitionHash(SpanRef span) {
    int hash = 0;
    for (int shift = 60; shift >= 0; shift -= 4) {
      int digit = (int) (span.traceIdLow() >>> shift) & 0xf;
      hash = 31 * hash + (digit < 10 ? '0' + digit : 'a' + digit - 10);
    }
    return hash;
  }
}
