package io.tapmesh.standalone.load;

/**
 * One request of a visit.
 *
 * @param route the template that the path belongs to, for counting
 * @param form the body; empty for none
 * @param pauseMillis what the visitor waits before it, after the previous answer
 */
record Step(String method, String route, String path, String form, long pauseMillis) {}
