package io.tapmesh.proxy.http1;

/**
 * How large a head may be.
 *
 * @param maxHeadBytes start line, headers and all line ends together
 * @param maxStartLineBytes the start line without its line end
 * @param maxHeaders header lines
 */
public record HeadLimits(int maxHeadBytes, int maxStartLineBytes, int maxHeaders) {}
