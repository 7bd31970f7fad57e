package io.tapmesh.api.store;

import com.clickhouse.client.api.ClickHouseException;
import com.clickhouse.client.api.ServerException;
import io.tapmesh.api.store.StoreException.Reason;
import java.io.IOException;
import java.net.SocketTimeoutException;

/** Tells what a failure of the client means. */
final class StoreFailures {

  private static final int MAX_MESSAGE = 300;

  private StoreFailures() {}

  static StoreException of(Query query, Throwable failure) {
    if (failure instanceof StoreException known) {
      return known;
    }
    return new StoreException(reason(failure), query.name() + ": " + lastMessage(failure), failure);
  }

  private static Reason reason(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof ServerException server) {
        return reason(server.getCode());
      }
      if (t instanceof SocketTimeoutException && !isConnecting(t)) {
        return Reason.TIMEOUT;
      }
      if (t instanceof IOException) {
        return Reason.UNAVAILABLE;
      }
    }
    return failure instanceof ClickHouseException ? Reason.UNAVAILABLE : Reason.FAILED;
  }

  private static boolean isConnecting(Throwable t) {
    return t.getClass().getSimpleName().startsWith("Connect");
  }

  /** Numbers of ClickHouse's {@code ErrorCodes.cpp}. */
  private static Reason reason(int code) {
    return switch (code) {
      // TIMEOUT_EXCEEDED, SOCKET_TIMEOUT
      case 159, 209 -> Reason.TIMEOUT;
      // TOO_MANY_SIMULTANEOUS_QUERIES
      case 202 -> Reason.BUSY;
      // TOO_MANY_ROWS, MEMORY_LIMIT_EXCEEDED, TOO_MANY_BYTES, TOO_MANY_ROWS_OR_BYTES
      case 158, 241, 307, 396 -> Reason.TOO_LARGE;
      // UNKNOWN_TABLE, UNKNOWN_DATABASE: the collector has not made them yet
      case 60, 81 -> Reason.UNAVAILABLE;
      // UNKNOWN_USER, WRONG_PASSWORD, ACCESS_DENIED, AUTHENTICATION_FAILED
      case 192, 193, 497, 516 -> Reason.UNAVAILABLE;
      // NETWORK_ERROR, TABLE_IS_READ_ONLY while a server starts or stops
      case 210, 242 -> Reason.UNAVAILABLE;
      default -> Reason.FAILED;
    };
  }

  private static String lastMessage(Throwable failure) {
    Throwable last = failure;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    String message = String.valueOf(last.getMessage() == null ? last : last.getMessage());
    // The engine repeats the statement, which is long and which the name stands for.
    return message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + "…" : message;
  }
}
