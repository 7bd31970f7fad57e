package io.tapmesh.proxy.relay;

import io.netty.channel.EventLoop;
import io.tapmesh.proxy.telemetry.Recorder;
import java.util.List;
import java.util.function.Function;

/**
 * What a listener forwards to and how; all of it may change while it listens.
 *
 * @param recorders makes one for each event loop
 */
public record ListenerSettings(
    List<Endpoint> endpoints, RelayLimits limits, Function<EventLoop, Recorder> recorders) {

  /** Copies the list. */
  public ListenerSettings {
    endpoints = List.copyOf(endpoints);
  }
}
