package io.tapmesh.proxy.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.tapmesh.benchmarks.code.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A duration added to the histogram of a series. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HistogramBench {

  private static final int VALUES = 4096;

  private final Cells cells = new Cells(Family.HTTP_SERVER, Attributes.empty());

  /** Seconds around 2 ms, a few of them ten times as long. */
  private final double[] values = new double[VALUES];

  private int next;

  @Setup
  public void prepare() {
    Random random = new Random(17);
    for (int i = 0; i < VALUES; i++) {
      values[i] = 0.002 * Math.exp(0.7 * random.nextGaussian());
    }
    record();
    List<Cells.Taken> taken = new ArrayList<>();
    cells.take(taken);
    Samples.expect(1, taken.size());
  }

  @Benchmark
  public Object record() {
    cells.record(Family.DURATION, values[next++ & (VALUES - 1)]);
    return cells;
  }
}
