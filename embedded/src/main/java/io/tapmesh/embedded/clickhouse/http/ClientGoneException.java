package io.tapmesh.embedded.clickhouse.http;

import java.io.IOException;

/** The client has closed its connection or stands still; there is nobody to answer. */
final class ClientGoneException extends IOException {

  private static final long serialVersionUID = 1L;

  ClientGoneException(String message) {
    super(message);
  }
}
