package io.tapmesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.trace.data.SpanData;
import io.tapmesh.proxy.testing.CartService;
import io.tapmesh.proxy.testing.InstrumentedApp;
import io.tapmesh.proxy.testing.Kafka;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.SpansRead.Read;
import io.tapmesh.proxy.testing.Wire;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The spans of an application and those of its proxies make one trace, in the right order. */
final class InstrumentedAppTest {

  @TempDir Path folder;

  @Test
  void applicationsSpansStandBetweenThoseOfTheProxies() throws Exception {
    try (Kafka kafka = new Kafka(folder);
        CartService cart = new CartService();
        InstrumentedApp app = new InstrumentedApp()) {
      TapProxy inbound = Proxies.inbound("auto", app.address(), kafka.spec());
      TapProxy outbound = Proxies.outbound("auto", kafka.spec(), cart.address());
      app.callsTo(outbound.outboundAddress(0));
      try (Wire client = Wire.connect(inbound.inboundAddress(0))) {
        client.send("GET /in HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 ");
      }
      inbound.close();
      outbound.close();

      Read server = kafka.spans().servers().get(0);
      Read client = kafka.spans().clients().get(0);
      SpanData handle = app.span("handle");
      SpanData call = app.span("call");
      assertThat(server.parentId()).isEmpty();
      assertThat(handle.getParentSpanId()).isEqualTo(server.id());
      assertThat(call.getParentSpanId()).isEqualTo(handle.getSpanId());
      assertThat(client.parentId()).isEqualTo(call.getSpanId());
      assertThat(handle.getTraceId()).isEqualTo(server.traceId()).isEqualTo(client.traceId());
    }
  }
}
