package io.tapmesh.collector.decode;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.tapmesh.collector.rows.RowBinary;
import io.tapmesh.collector.rows.Rows;
import io.tapmesh.schemas.AttributeKeys;
import java.io.IOException;
import java.util.List;

/**
 * {@code ExportMetricsServiceRequest} to rows of {@code otel_metrics_*}: one for each point, in the
 * table of its kind, in the order of the message. Not thread-safe.
 */
public final class MetricDecoder implements Decoder {

  /** The columns from ResourceAttributes to ServiceName, which all metrics of a scope share. */
  private final RowBinary ofScope = new RowBinary();

  /** {@link #ofScope} and the columns to MetricUnit, which all points of a metric share. */
  private final RowBinary ofMetric = new RowBinary();

  private final PointRows points = new PointRows(ofMetric);

  @Override
  public void decode(byte[] value, Rows rows) throws UndecodableException {
    WireMessage.read(
        value,
        "ExportMetricsServiceRequest",
        request ->
            request.each(
                ExportMetricsServiceRequest.RESOURCE_METRICS_FIELD_NUMBER,
                resource -> decodeResource(resource, rows)));
  }

  private void decodeResource(WireMessage resourceMetrics, Rows rows)
      throws IOException, UndecodableException {
    Resource.Builder resource = Resource.newBuilder();
    resourceMetrics.mergeInto(resource, ResourceMetrics.RESOURCE_FIELD_NUMBER);
    String schemaUrl = resourceMetrics.text(ResourceMetrics.SCHEMA_URL_FIELD_NUMBER);
    resourceMetrics.each(
        ResourceMetrics.SCOPE_METRICS_FIELD_NUMBER,
        scopeMetrics -> {
          share(resource.getAttributesList(), schemaUrl, scopeMetrics);
          scopeMetrics.each(
              ScopeMetrics.METRICS_FIELD_NUMBER, metric -> decodeMetric(metric, rows));
        });
  }

  private void share(List<KeyValue> resource, String resourceSchemaUrl, WireMessage scopeMetrics)
      throws IOException, UndecodableException {
    InstrumentationScope.Builder scope = InstrumentationScope.newBuilder();
    scopeMetrics.mergeInto(scope, ScopeMetrics.SCOPE_FIELD_NUMBER);
    ofScope.clear();
    AttributeText.writeMap(resource, ofScope);
    ofScope.string(resourceSchemaUrl);
    ofScope.string(scope.getName());
    ofScope.string(scope.getVersion());
    AttributeText.writeMap(scope.getAttributesList(), ofScope);
    ofScope.int32(scope.getDroppedAttributesCount());
    ofScope.string(scopeMetrics.text(ScopeMetrics.SCHEMA_URL_FIELD_NUMBER));
    ofScope.string(AttributeText.find(resource, AttributeKeys.SERVICE_NAME));
  }

  private void decodeMetric(WireMessage message, Rows rows)
      throws IOException, UndecodableException {
    MetricHead metric = MetricHead.read(message);
    ofMetric.clear();
    ofMetric.append(ofScope);
    ofMetric.string(metric.name());
    ofMetric.string(metric.description());
    ofMetric.string(metric.unit());
    for (WireMessage data : metric.data()) {
      data.each(Gauge.DATA_POINTS_FIELD_NUMBER, point -> points.write(point, metric, rows));
    }
  }
}
