package io.tapmesh.collector.decode;

import com.google.protobuf.CodedInputStream;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.Metric.DataCase;
import io.opentelemetry.proto.metrics.v1.Sum;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A metric without its points.
 *
 * @param data the messages that hold the points, all of one kind; normally one
 * @param temporality as the number that came; 0 where the kind has none
 */
record MetricHead(
    String name,
    String description,
    String unit,
    DataCase kind,
    List<WireMessage> data,
    int temporality,
    boolean monotonic) {

  /** Collects the fields as they come: of fields that come several times, the last one counts. */
  private static final class Fields {
    private String name = "";
    private String description = "";
    private String unit = "";
    private DataCase kind = DataCase.DATA_NOT_SET;
    private final List<WireMessage> data = new ArrayList<>();
    private int temporality;
    private boolean monotonic;

    boolean take(int tag, CodedInputStream in, WireMessage metric) throws IOException {
      if (tag == WireMessage.tag(Metric.NAME_FIELD_NUMBER)) {
        name = in.readStringRequireUtf8();
      } else if (tag == WireMessage.tag(Metric.DESCRIPTION_FIELD_NUMBER)) {
        description = in.readStringRequireUtf8();
      } else if (tag == WireMessage.tag(Metric.UNIT_FIELD_NUMBER)) {
        unit = in.readStringRequireUtf8();
      } else {
        return takeData(tag, in, metric);
      }
      return true;
    }

    /** A kind of points replaces another one that came before. */
    private boolean takeData(int tag, CodedInputStream in, WireMessage metric) throws IOException {
      for (DataCase each : DataCase.values()) {
        if (each != DataCase.DATA_NOT_SET && tag == WireMessage.tag(each.getNumber())) {
          if (each != kind) {
            kind = each;
            data.clear();
          }
          data.add(metric.nested(in));
          return true;
        }
      }
      return false;
    }

    /** Sums and histograms have these under the same numbers; gauges and summaries do not. */
    boolean takeNature(int tag, CodedInputStream in) throws IOException {
      if (tag == WireMessage.numberTag(Sum.AGGREGATION_TEMPORALITY_FIELD_NUMBER)) {
        temporality = in.readEnum();
        return true;
      }
      if (tag == WireMessage.numberTag(Sum.IS_MONOTONIC_FIELD_NUMBER)) {
        monotonic = in.readBool();
        return true;
      }
      return false;
    }
  }

  static MetricHead read(WireMessage metric) throws IOException, UndecodableException {
    Fields fields = new Fields();
    metric.fields((tag, in) -> fields.take(tag, in, metric));
    for (WireMessage data : fields.data) {
      data.fields(fields::takeNature);
    }
    return new MetricHead(
        fields.name,
        fields.description,
        fields.unit,
        fields.kind,
        List.copyOf(fields.data),
        fields.temporality,
        fields.monotonic);
  }
}
