package io.tapmesh.standalone.shop;

/** The caller sent something that the service cannot use; answered with 400. */
final class BadRequest extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BadRequest(String message) {
    super(message);
  }
}
