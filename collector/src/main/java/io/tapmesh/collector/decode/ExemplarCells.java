package io.tapmesh.collector.decode;

import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.tapmesh.collector.rows.RowBinary;
import java.util.List;

/** The {@code Exemplars.*} columns of a point. */
final class ExemplarCells {

  private ExemplarCells() {}

  static void write(List<Exemplar> exemplars, RowBinary out) throws UndecodableException {
    int size = exemplars.size();
    out.varint(size);
    for (Exemplar exemplar : exemplars) {
      AttributeText.writeMap(exemplar.getFilteredAttributesList(), out);
    }
    out.varint(size);
    for (Exemplar exemplar : exemplars) {
      out.int64(Checked.time(exemplar.getTimeUnixNano(), "exemplar time_unix_nano"));
    }
    out.varint(size);
    for (Exemplar exemplar : exemplars) {
      out.float64(exemplar.hasAsInt() ? exemplar.getAsInt() : exemplar.getAsDouble());
    }
    out.varint(size);
    for (Exemplar exemplar : exemplars) {
      out.hexId(Checked.id(exemplar.getSpanId(), Checked.SPAN_ID_BYTES, "exemplar span_id"));
    }
    out.varint(size);
    for (Exemplar exemplar : exemplars) {
      out.hexId(Checked.id(exemplar.getTraceId(), Checked.TRACE_ID_BYTES, "exemplar trace_id"));
    }
  }
}
