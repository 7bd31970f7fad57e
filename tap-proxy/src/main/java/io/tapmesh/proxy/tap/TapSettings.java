package io.tapmesh.proxy.tap;

import java.util.List;

/**
 * What the tap keeps and what makes it write down what came before.
 *
 * @param headers of requests that are shown
 * @param ringExchanges kept for each event loop
 * @param slowNanos a request that took longer is a trigger; 0 for none
 * @param burstErrors so many errors within {@code burstNanos} are a trigger; 0 for none
 */
public record TapSettings(
    List<String> headers, int ringExchanges, long slowNanos, int burstErrors, long burstNanos) {}
