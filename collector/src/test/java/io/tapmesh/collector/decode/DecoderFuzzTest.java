package io.tapmesh.collector.decode;

import static io.tapmesh.collector.decode.Otlp.attribute;
import static io.tapmesh.collector.decode.Otlp.metrics;
import static io.tapmesh.collector.decode.Otlp.number;
import static io.tapmesh.collector.decode.Otlp.object;
import static io.tapmesh.collector.decode.Otlp.span;
import static io.tapmesh.collector.decode.Otlp.spans;
import static io.tapmesh.collector.decode.Otlp.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint.Buckets;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.tapmesh.collector.decode.UndecodableException.Reason;
import io.tapmesh.collector.rows.RowLimitException;
import io.tapmesh.collector.rows.Rows;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What strangers may send. The decoders walk messages themselves; whatever they are given, what
 * protobuf's own parser takes for a message they must too, with as many rows.
 */
class DecoderFuzzTest {

  private static final long START = 1_795_392_000_000_000_000L;
  private static final int ROUNDS = 20_000;

  @Test
  void damagedSpansAreEitherDecodedAsProtobufWouldOrRefused() {
    byte[] valid =
        spans(
                "cart",
                List.of(
                    span(1, START)
                        .addAttributes(attribute("k", object(attribute("n", number(5L)))))
                        .addEvents(Span.Event.newBuilder().setName("e"))
                        .addLinks(Span.Link.newBuilder().setTraceState("l"))
                        .build(),
                    span(2, START).setName("größe").build()))
            .toByteArray();

    fuzz(valid, new SpanDecoder(), DecoderFuzzTest::spanCount);
  }

  @Test
  void damagedMetricsAreEitherDecodedAsProtobufWouldOrRefused() {
    Metric histogram =
        Metric.newBuilder()
            .setName("h")
            .setExponentialHistogram(
                ExponentialHistogram.newBuilder()
                    .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA)
                    .addDataPoints(
                        ExponentialHistogramDataPoint.newBuilder()
                            .setTimeUnixNano(START)
                            .setPositive(Buckets.newBuilder().addBucketCounts(4))
                            .addAttributes(attribute("k", text("v")))))
            .build();
    Metric sum =
        Metric.newBuilder()
            .setName("s")
            .setSum(
                Sum.newBuilder()
                    .setIsMonotonic(true)
                    .addDataPoints(NumberDataPoint.newBuilder().setAsInt(3).setTimeUnixNano(START)))
            .build();

    fuzz(
        metrics("cart", List.of(histogram, sum)).toByteArray(),
        new MetricDecoder(),
        DecoderFuzzTest::pointCount);
  }

  /** How many rows a value has, by protobuf's own parser. */
  private interface RowCount {
    int of(byte[] value) throws InvalidProtocolBufferException;
  }

  private static void fuzz(byte[] valid, Decoder decoder, RowCount protobuf) {
    Random random = new Random(7);
    Rows rows = new Rows();
    int decoded = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] value = damage(valid, random);
      rows.clear();
      rows.beginRecord();
      OptionalInt expected = count(protobuf, value);
      Optional<Reason> refused = decode(value, decoder, rows);
      if (expected.isPresent() && refused.isEmpty()) {
        decoded++;
        assertThat(rows.count()).as("rows, round %s", round).isEqualTo(expected.getAsInt());
      }
      if (expected.isPresent()) {
        assertThat(refused).as("round %s", round).isNotEqualTo(Optional.of(Reason.MALFORMED));
      }
    }
    assertThat(decoded).as("values that were still decodable").isBetween(ROUNDS / 20, ROUNDS - 1);
  }

  /** Empty if protobuf refuses it. It also looks at fields that we pass over. */
  private static OptionalInt count(RowCount protobuf, byte[] value) {
    try {
      return OptionalInt.of(protobuf.of(value));
    } catch (InvalidProtocolBufferException e) {
      return OptionalInt.empty();
    }
  }

  private static Optional<Reason> decode(byte[] value, Decoder decoder, Rows rows) {
    try {
      decoder.decode(value, rows);
      return Optional.empty();
    } catch (UndecodableException e) {
      return Optional.of(e.reason());
    } catch (RowLimitException e) {
      return Optional.of(Reason.TOO_LARGE);
    }
  }

  private static byte[] damage(byte[] valid, Random random) {
    byte[] value = valid.clone();
    switch (random.nextInt(4)) {
      case 0 -> {
        return Arrays.copyOf(value, random.nextInt(value.length + 1));
      }
      case 1 -> random.nextBytes(value);
      case 2 -> {
        int from = random.nextInt(value.length);
        int length = random.nextInt(value.length - from);
        byte[] longer = Arrays.copyOf(value, value.length + length);
        System.arraycopy(value, from, longer, value.length, length);
        return longer;
      }
      default -> {
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
          value[random.nextInt(value.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
    }
    return value;
  }

  private static int spanCount(byte[] value) throws InvalidProtocolBufferException {
    return ExportTraceServiceRequest.parseFrom(value).getResourceSpansList().stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .mapToInt(ScopeSpans::getSpansCount)
        .sum();
  }

  private static int pointCount(byte[] value) throws InvalidProtocolBufferException {
    return ExportMetricsServiceRequest.parseFrom(value).getResourceMetricsList().stream()
        .flatMap(resource -> resource.getScopeMetricsList().stream())
        .flatMap(scope -> scope.getMetricsList().stream())
        .mapToInt(
            metric ->
                metric.getSum().getDataPointsCount()
                    + metric.getGauge().getDataPointsCount()
                    + metric.getHistogram().getDataPointsCount()
                    + metric.getSummary().getDataPointsCount()
                    + metric.getExponentialHistogram().getDataPointsCount())
        .sum();
  }

  @Test
  void resourcesThatFollowTheirSpansStillCount() throws UndecodableException {
    byte[] spansOnly =
        ResourceSpans.newBuilder()
            .addScopeSpans(ScopeSpans.newBuilder().addSpans(span(1, START)))
            .build()
            .toByteArray();
    byte[] resourceOnly =
        ResourceSpans.newBuilder().setResource(Otlp.resource("late")).build().toByteArray();
    ByteString both = ByteString.copyFrom(spansOnly).concat(ByteString.copyFrom(resourceOnly));
    byte[] value = new byte[both.size() + 2];
    value[0] = 10;
    value[1] = (byte) both.size();
    both.copyTo(value, 2);
    Rows rows = new Rows();

    new SpanDecoder().decode(value, rows);

    byte[] row = rows.blocks().get(0).out().toByteArray();
    assertThat(ByteString.copyFrom(row).toStringUtf8()).contains("late");
  }

  @Test
  void aMessageOfNothingButEmptySpansIsRefused() {
    byte[] empties = new byte[4 << 20];
    for (int i = 0; i < empties.length; i += 2) {
      empties[i] = 18;
    }
    byte[] scope = field(2, empties);
    byte[] value = field(1, scope);

    assertThatThrownBy(() -> new SpanDecoder().decode(value, new Rows()))
        .isInstanceOf(RowLimitException.class);
  }

  @Test
  void aSpanThatIsTooLargeIsRefused() {
    Span large =
        span(1, START)
            .addAttributes(attribute("k", text("x".repeat(WireMessage.MAX_PARSED_BYTES))))
            .build();

    assertThatThrownBy(
            () -> new SpanDecoder().decode(spans("s", List.of(large)).toByteArray(), new Rows()))
        .isInstanceOfSatisfying(
            UndecodableException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
  }

  @Test
  void aLargeResourceTimesManySpansIsRefused() {
    Resource large =
        Resource.newBuilder().addAttributes(attribute("k", text("x".repeat(1 << 20)))).build();
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int i = 0; i < 100; i++) {
      scope.addSpans(span(i, START));
    }
    byte[] value =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(ResourceSpans.newBuilder().setResource(large).addScopeSpans(scope))
            .build()
            .toByteArray();

    assertThatThrownBy(() -> new SpanDecoder().decode(value, new Rows()))
        .isInstanceOf(RowLimitException.class);
  }

  private static byte[] field(int number, byte[] message) {
    ByteString.Output out = ByteString.newOutput();
    try {
      CodedOutputStream coded = CodedOutputStream.newInstance(out);
      coded.writeByteArray(number, message);
      coded.flush();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteString().toByteArray();
  }
}
