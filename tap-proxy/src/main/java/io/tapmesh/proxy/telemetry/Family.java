package io.tapmesh.proxy.telemetry;

import io.tapmesh.schemas.MetricNames;
import java.util.List;

/** The instruments that share their attributes, so that one look-up finds all of them. */
enum Family {
  HTTP_SERVER(
      http(
          MetricNames.HTTP_SERVER_REQUEST_DURATION,
          MetricNames.HTTP_SERVER_REQUEST_BODY_SIZE,
          MetricNames.HTTP_SERVER_RESPONSE_BODY_SIZE)),
  HTTP_CLIENT(
      http(
          MetricNames.HTTP_CLIENT_REQUEST_DURATION,
          MetricNames.HTTP_CLIENT_REQUEST_BODY_SIZE,
          MetricNames.HTTP_CLIENT_RESPONSE_BODY_SIZE)),
  RPC_SERVER(
      rpc(
          MetricNames.RPC_SERVER_CALL_DURATION,
          MetricNames.RPC_SERVER_REQUEST_SIZE,
          MetricNames.RPC_SERVER_RESPONSE_SIZE)),
  RPC_CLIENT(
      rpc(
          MetricNames.RPC_CLIENT_CALL_DURATION,
          MetricNames.RPC_CLIENT_REQUEST_SIZE,
          MetricNames.RPC_CLIENT_RESPONSE_SIZE)),
  TCP_SERVER(
      tcp(
          MetricNames.TCP_SERVER_CONNECTION_DURATION,
          MetricNames.TCP_SERVER_BYTES_RECEIVED,
          MetricNames.TCP_SERVER_BYTES_SENT,
          MetricNames.TCP_SERVER_CONNECTIONS_OPENED,
          MetricNames.TCP_SERVER_CONNECTIONS_CLOSED)),
  TCP_CLIENT(
      tcp(
          MetricNames.TCP_CLIENT_CONNECTION_DURATION,
          // Received from the upstream is sent to the client: the same order as on the other side.
          MetricNames.TCP_CLIENT_BYTES_SENT,
          MetricNames.TCP_CLIENT_BYTES_RECEIVED,
          MetricNames.TCP_CLIENT_CONNECTIONS_OPENED,
          MetricNames.TCP_CLIENT_CONNECTIONS_CLOSED)),
  UPSTREAM(
      List.of(
          Instrument.seconds(
              MetricNames.CONNECTION_WAIT,
              "From wanting a connection to an upstream to having one; zero for a pooled one."))),
  EVENT_LOOP(
      List.of(
          Instrument.seconds(
              MetricNames.EVENT_LOOP_DELAY, "How late a timer of an event loop was.")));

  /** Position of the histogram of durations in {@link #instruments}. */
  static final int DURATION = 0;

  /** Position of what measures the bytes from the client. */
  static final int REQUEST_BYTES = 1;

  /** Position of what measures the bytes to the client. */
  static final int RESPONSE_BYTES = 2;

  static final int OPENED = 3;
  static final int CLOSED = 4;

  @SuppressWarnings("ImmutableEnumChecker") // It is, but for what cannot be seen.
  private final List<Instrument> instruments;

  Family(List<Instrument> instruments) {
    this.instruments = instruments;
  }

  /** Whether the side that calls counts here. */
  boolean isClient() {
    return this == HTTP_CLIENT || this == RPC_CLIENT || this == TCP_CLIENT;
  }

  List<Instrument> instruments() {
    return instruments;
  }

  private static List<Instrument> http(String duration, String request, String response) {
    return List.of(
        Instrument.seconds(
            duration, "From the first byte of a request to the last byte of its response."),
        Instrument.bytes(request, "Bytes of the bodies that are not empty."),
        Instrument.bytes(response, "Bytes of the bodies that are not empty."));
  }

  private static List<Instrument> rpc(String duration, String request, String response) {
    return List.of(
        Instrument.seconds(duration, "From the first byte of a call to its trailers."),
        Instrument.bytes(request, "Bytes of all messages of a call that has any."),
        Instrument.bytes(response, "Bytes of all messages of a call that has any."));
  }

  private static List<Instrument> tcp(
      String duration, String fromClient, String toClient, String opened, String closed) {
    return List.of(
        Instrument.seconds(duration, "From accepting a connection to its end."),
        Instrument.sum(fromClient, "By", "Bytes from the client's side."),
        Instrument.sum(toClient, "By", "Bytes to the client's side."),
        Instrument.sum(opened, "{connection}", "Connections that began."),
        Instrument.sum(closed, "{connection}", "Connections that ended."));
  }
}
