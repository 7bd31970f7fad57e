package io.tapmesh.api.http;

/** Answers one kind of question with a record that JSON can say. */
@FunctionalInterface
interface Endpoint {

  /**
   * Reads all parameters, then {@link Parameters#check}s them, then asks.
   *
   * @throws ProblemException if there is no answer
   */
  Object answer(Parameters parameters);
}
