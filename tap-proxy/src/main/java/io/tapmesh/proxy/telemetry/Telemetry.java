package io.tapmesh.proxy.telemetry;

import io.netty.util.concurrent.EventExecutor;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.common.InternalTelemetryVersion;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.tapmesh.proxy.telemetry.SpanCounts.DropReason;
import io.tapmesh.proxy.trace.TraceWriter;
import io.tapmesh.schemas.AttributeKeys;
import io.tapmesh.schemas.MetricNames;
import io.tapmesh.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The recording side of a proxy: the OpenTelemetry SDK, with what it exports going to Kafka.
 *
 * <p>Threads: recorders belong to event loops; one thread collects metrics, one sends them, one
 * sends spans, one is the Kafka producer's. All methods may be called from any thread.
 */
public final class Telemetry {

  private static final InstrumentationScopeInfo SCOPE =
      InstrumentationScopeInfo.create("io.tapmesh.proxy");

  private static final long COLLECT_TIMEOUT_MILLIS = 5_000;

  /** Taken at once by a loop, so that its spans do not all touch what the loops share. */
  private static final int PLACES_AT_ONCE = 64;

  private final TelemetrySettings settings;
  private final Function<EventExecutor, ExchangeWatch> watches;
  private final LongAdder logsLost = new LongAdder();
  private final Clock clock = new Clock();
  private final SpanCounts spanCounts = new SpanCounts();
  private final MetricTotals totals;
  private final NameGuard callers;
  private final HeadSampler sampler;
  private final Map<Direction, PathTemplates> templates = new EnumMap<>(Direction.class);
  private final SeriesLimit series;
  private final RpcGuard rpcGuard;
  private final Map<EventExecutor, LoopTelemetry> loops = new ConcurrentHashMap<>();
  private final LoopMetrics loopMetrics = new LoopMetrics(SCOPE, clock);
  private final SdkMeterProvider meters;
  private final @Nullable Shipping shipping;

  /**
   * Starts to record; does not wait for Kafka.
   *
   * @param watches what sees the exchanges of an event loop, besides
   */
  public Telemetry(TelemetrySettings settings, Function<EventExecutor, ExchangeWatch> watches) {
    this.settings = settings;
    this.watches = watches;
    callers = new NameGuard(settings.maxPeers());
    series = new SeriesLimit(settings.maxSeries());
    totals = new MetricTotals(settings.maxSeries());
    rpcGuard = new RpcGuard(settings.maxRpcMethods());
    sampler = new HeadSampler(settings.sampling());
    TelemetrySettings.Templating templating = settings.templating();
    if (templating.isOn()) {
      for (Direction direction : Direction.values()) {
        templates.put(
            direction, new PathTemplates(templating.maxValues(), templating.maxSegments()));
      }
    }
    Resource resource = resource(settings.service());
    shipping = settings.kafka() == null ? null : shipping(resource, settings.kafka());
    OtlpMetrics otlp = new OtlpMetrics(resource, SCOPE, KafkaLink.MAX_RECORD_BYTES);
    meters = meters(resource, otlp);
    if (shipping != null) {
      countSpans(meters.get(SCOPE.getName()));
      gauge(MetricNames.SPANS_IN_FLIGHT, "{span}", spanCounts::inFlight);
      gauge(MetricNames.SPAN_QUEUE_CAPACITY, "{span}", settings::spanQueueSize);
      shipping.spans().start();
      shipping.metrics().start();
    }
  }

  private Shipping shipping(Resource resource, Map<String, Object> kafkaProperties) {
    KafkaLink kafka = new KafkaLink(kafkaProperties);
    SpanBudget budget = new SpanBudget(settings.spanQueueSize());
    SpanQueue queue = new SpanQueue();
    SpanShipper spans =
        new SpanShipper(
            queue,
            kafka,
            new SpanRecord.Frame(resource, SCOPE),
            budget,
            spanCounts,
            settings.spanBatchSize(),
            settings.spanBatchDelay().toNanos() / 2);
    MetricShipper shipper =
        new MetricShipper(kafka, settings.service().instance(), settings.metricsBufferBytes());
    return new Shipping(kafka, budget, queue, spans, shipper);
  }

  private SdkMeterProvider meters(Resource resource, OtlpMetrics otlp) {
    KafkaMetricExporter exporter =
        new KafkaMetricExporter(totals, series, otlp, shipping == null ? null : shipping.metrics());
    return SdkMeterProvider.builder()
        .setResource(resource)
        .registerMetricProducer(loopMetrics)
        .registerMetricReader(
            PeriodicMetricReader.builder(exporter)
                .setInterval(settings.metricsInterval())
                // The SDK's metrics about itself would be of no use to anybody here.
                .setInternalTelemetryVersion(InternalTelemetryVersion.LEGACY)
                .build())
        .build();
  }

  private static Resource resource(TelemetrySettings.ServiceIdentity service) {
    AttributesBuilder attributes =
        Attributes.builder()
            .put(AttributeKeys.SERVICE_NAME, service.name())
            .put(AttributeKeys.SERVICE_INSTANCE_ID, service.instance());
    if (service.namespace() != null) {
      attributes.put(AttributeKeys.SERVICE_NAMESPACE, service.namespace());
    }
    if (service.version() != null) {
      attributes.put(AttributeKeys.SERVICE_VERSION, service.version());
    }
    return Resource.create(attributes.build());
  }

  private void countSpans(Meter meter) {
    meter
        .counterBuilder(MetricNames.SPANS_ENDED)
        .setUnit("{span}")
        .buildWithCallback(m -> m.record(spanCounts.ended()));
    meter
        .counterBuilder(MetricNames.SPANS_EXPORTED)
        .setUnit("{span}")
        .buildWithCallback(m -> m.record(spanCounts.exported()));
    AttributeKey<String> reasonKey = AttributeKey.stringKey(AttributeKeys.DROP_REASON);
    meter
        .counterBuilder(MetricNames.SPANS_DROPPED)
        .setUnit("{span}")
        .buildWithCallback(
            m -> {
              for (DropReason reason : DropReason.values()) {
                m.record(spanCounts.dropped(reason), Attributes.of(reasonKey, reason.label()));
              }
            });
  }

  /**
   * A recorder for one listener on one event loop.
   *
   * @param loop where alone it will be used; all recorders of a loop share buffers and series
   * @param revision of the configuration; stamps what it records
   */
  public Recorder recorder(ListenerTelemetry listener, EventExecutor loop, String revision) {
    boolean named = listener.direction() == Direction.OUTBOUND;
    return new Recorder(
        listener,
        revision,
        loops.computeIfAbsent(loop, this::watch),
        callers,
        sampler,
        templates.get(listener.direction()),
        rpcGuard,
        new TraceWriter(named ? settings.service().name() : null));
  }

  /**
   * Says which listeners there are: what others have counted is exported, and then forgotten.
   *
   * @param inbound whether there are inbound ones
   * @param callees of outbound ones; null if one of them leads anywhere
   */
  public void keep(boolean inbound, @Nullable Set<String> callees) {
    LiveSeries live = new LiveSeries(inbound, callees);
    loopMetrics.keep(live);
    rpcGuard.keep(live);
  }

  private LoopTelemetry watch(EventExecutor loop) {
    LoopTelemetry watched =
        new LoopTelemetry(
            loop,
            shipping == null ? null : spanBuffer(shipping),
            series,
            watches.apply(loop),
            settings.spanBatchDelay().toNanos() / 2);
    loopMetrics.add(watched);
    return watched;
  }

  private SpanBuffer spanBuffer(Shipping on) {
    int places = Math.max(1, Math.min(PLACES_AT_ONCE, settings.spanQueueSize() / 256));
    return new SpanBuffer(
        new SpanEncoder(clock),
        on.budget(),
        on.queue(),
        spanCounts.newCell(),
        settings.spanBatchSize(),
        places);
  }

  /**
   * Sends logs to Kafka, if there is one; may wait for it a little, and gives up then.
   *
   * @param request an {@code ExportLogsServiceRequest}
   */
  public void shipLogs(byte[] request) {
    if (shipping != null) {
      shipping
          .kafka()
          .send(
              new ProducerRecord<>(Topics.LOGS, request),
              (metadata, error) -> {
                if (error != null) {
                  logsLost.increment();
                }
              });
    }
  }

  /** What is not exported by a fault of the proxy's own, one line for people each. */
  public List<String> exportTroubles() {
    List<String> troubles = new ArrayList<>();
    if (shipping != null && shipping.spans().isFailing()) {
      troubles.add("spans are not exported: see tapmesh_proxy_span_exporter_failing and the log");
    }
    if (shipping != null && shipping.metrics().isFailing()) {
      troubles.add(
          "metrics are not exported: see tapmesh_proxy_metric_exporter_failing and the log");
    }
    return troubles;
  }

  /** Requests of {@link #shipLogs} that Kafka did not take. */
  public long logsLost() {
    return logsLost.sum();
  }

  /**
   * Makes something that the proxy has at the moment a metric.
   *
   * @param unit after UCUM
   * @param value read once per interval, on any thread
   */
  public void gauge(String name, String unit, LongSupplier value) {
    meters
        .get(SCOPE.getName())
        .gaugeBuilder(name)
        .ofLongs()
        .setUnit(unit)
        .buildWithCallback(measurement -> measurement.record(value.getAsLong()));
  }

  /** Where spans have gone. */
  public SpanCounts spanCounts() {
    return spanCounts;
  }

  /** Follows the wall clock; to be called now and then. */
  public void anchorClock() {
    clock.anchor();
  }

  /** Collects and hands over what has been recorded since the last interval. */
  public void collect() {
    meters.forceFlush().join(COLLECT_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Writes the totals since the start. */
  public void write(PrometheusText text) {
    collect();
    totals.write(text);
    TelemetryText.writeBounds(text, callers, series, rpcGuard, templates.values());
    if (shipping != null) {
      TelemetryText.writeSpans(text, spanCounts, shipping);
      TelemetryText.writeMetricPoints(text, shipping.metrics());
    }
  }

  /**
   * Sends what is left and stops. Nothing may be recorded any more.
   *
   * @return whether Kafka has acknowledged everything
   */
  public boolean close(Duration timeout) {
    long deadline = Clock.nanos() + timeout.toNanos();
    if (shipping == null) {
      meters.close();
      return true;
    }
    // Spans first: the last metrics are to say what has become of them.
    loops.values().forEach(LoopTelemetry::flush);
    shipping.spans().stop(timeout.toNanos());
    meters.close();
    boolean complete = shipping.metrics().drain(Math.max(0, deadline - Clock.nanos()));
    shipping.kafka().close(Duration.ofNanos(Math.max(0, deadline - Clock.nanos())));
    shipping.metrics().abandon();
    return complete && spanCounts.inFlight() == 0 && spanCounts.dropped(DropReason.SHUTDOWN) == 0;
  }
}
