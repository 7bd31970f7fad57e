package io.tapmesh.collector.decode;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.tapmesh.collector.decode.UndecodableException.Reason;
import io.tapmesh.collector.rows.RowBinary;
import io.tapmesh.collector.rows.Rows;
import io.tapmesh.schemas.AttributeKeys;
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
    ExportMetricsServiceRequest request = parse(value);
    for (ResourceMetrics resource : request.getResourceMetricsList()) {
      for (ScopeMetrics scope : resource.getScopeMetricsList()) {
        shareScope(resource, scope);
        for (Metric metric : scope.getMetricsList()) {
          shareMetric(metric);
          points.write(metric, rows);
        }
      }
    }
  }

  private static ExportMetricsServiceRequest parse(byte[] value) throws UndecodableException {
    try {
      return ExportMetricsServiceRequest.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new UndecodableException(
          Reason.MALFORMED, "not an ExportMetricsServiceRequest: " + e.getMessage(), e);
    }
  }

  private void shareScope(ResourceMetrics resource, ScopeMetrics scoped) {
    List<KeyValue> attributes = resource.getResource().getAttributesList();
    InstrumentationScope scope = scoped.getScope();
    ofScope.clear();
    AttributeText.writeMap(attributes, ofScope);
    ofScope.string(resource.getSchemaUrl());
    ofScope.string(scope.getName());
    ofScope.string(scope.getVersion());
    AttributeText.writeMap(scope.getAttributesList(), ofScope);
    ofScope.int32(scope.getDroppedAttributesCount());
    ofScope.string(scoped.getSchemaUrl());
    ofScope.string(AttributeText.find(attributes, AttributeKeys.SERVICE_NAME));
  }

  private void shareMetric(Metric metric) {
    ofMetric.clear();
    ofMetric.append(ofScope);
    ofMetric.string(metric.getName());
    ofMetric.string(metric.getDescription());
    ofMetric.string(metric.getUnit());
  }
}
