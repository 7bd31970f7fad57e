package io.tapmesh.standalone.shop;

/**
 * A service's own count.
 *
 * @param answered requests whose answer was written
 * @param failed those of them answered with 500 or above
 */
public record AnswerCount(long answered, long failed) {}
