package io.tapmesh.proxy.telemetry;

import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.Data;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.resources.Resource;

/** A metric of {@link LoopMetrics} in the SDK's form. */
record LoopMetricData(
    Resource resource, InstrumentationScopeInfo scope, Instrument instrument, Data<?> data)
    implements MetricData {

  @Override
  public Resource getResource() {
    return resource;
  }

  @Override
  public InstrumentationScopeInfo getInstrumentationScopeInfo() {
    return scope;
  }

  @Override
  public String getName() {
    return instrument.name();
  }

  @Override
  public String getDescription() {
    return instrument.description();
  }

  @Override
  public String getUnit() {
    return instrument.unit();
  }

  @Override
  public MetricDataType getType() {
    return instrument.type() == Instrument.Type.SUM
        ? MetricDataType.LONG_SUM
        : MetricDataType.EXPONENTIAL_HISTOGRAM;
  }

  @Override
  public Data<?> getData() {
    return data;
  }
}
