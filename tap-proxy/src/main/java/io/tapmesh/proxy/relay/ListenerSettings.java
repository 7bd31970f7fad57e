package io.tapmesh.proxy.relay;

import io.netty.channel.EventLoop;
import io.tapmesh.proxy.intercept.InterceptMode;
import io.tapmesh.proxy.intercept.Interception;
import io.tapmesh.proxy.telemetry.Recorder;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a listener forwards to and how; all of it may change while it listens.
 *
 * @param options what its clients are expected to speak
 * @param recorders makes one for each event loop
 * @param interception null if clients connect to the listener itself; else there are no endpoints
 */
public record ListenerSettings(
    List<Endpoint> endpoints,
    RelayLimits limits,
    ListenerOptions options,
    Function<EventLoop, Recorder> recorders,
    @Nullable Interception interception) {

  /** Copies the list. */
  public ListenerSettings {
    endpoints = List.copyOf(endpoints);
  }

  /**
   * Whether its socket may take connections to any address; that cannot change while it listens.
   */
  public boolean isTransparent() {
    return interception != null && interception.mode() == InterceptMode.TPROXY;
  }
}
