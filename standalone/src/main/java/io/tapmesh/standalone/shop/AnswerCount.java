package io.tapmesh.standalone.shop;

/**
 * A service's own count.
 *
 * @param answered requests whose answer was written
 * @param refused those of them answered with 400 to 499, which is an error for the caller only
 * @param failed those of them answered with 500 or above
 */
public record AnswerCount(long answered, long refused, long failed) {}
