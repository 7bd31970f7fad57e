package io.tapmesh.standalone.shop;

/**
 * What a service has answered, counted by itself and by those that called it.
 *
 * @param answered requests whose answer was written
 * @param failed those of them answered with 500 or above
 * @param failedForCallers requests of other services that their clients got 500 or above for
 * @param unanswered requests of other services that came to nothing for their clients: no
 *     connection, a cut answer, or none in time; it may be in {@code answered} all the same
 */
public record AnswerCount(long answered, long failed, long failedForCallers, long unanswered) {}
