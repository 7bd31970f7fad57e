package io.tapmesh.standalone.shop;

/**
 * What a service has answered, counted by itself and by those that called it.
 *
 * @param answered requests whose answer was written
 * @param failed those of them answered with 500 or above
 * @param failedForCallers requests that other services sent to it and got 500 or above for, or
 *     nothing, as their own clients count: one that did not wait for its answer is not in {@code
 *     failed}
 */
public record AnswerCount(long answered, long failed, long failedForCallers) {}
