package io.tapmesh.proxy.tap;

import io.tapmesh.proxy.telemetry.EndedExchange;
import java.util.List;

/**
 * What came before a moment.
 *
 * @param reason {@code command}, {@code error_burst} or {@code slow_request}
 * @param detail what it was, for people
 */
public record TapDump(
    String id, String reason, String detail, long atMillis, List<EndedExchange> exchanges) {}
