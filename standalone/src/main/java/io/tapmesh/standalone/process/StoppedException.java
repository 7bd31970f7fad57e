package io.tapmesh.standalone.process;

/** Ends a start that is under way because it is time to stop; no failure. */
public final class StoppedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StoppedException() {
    super("stopped while starting");
  }
}
