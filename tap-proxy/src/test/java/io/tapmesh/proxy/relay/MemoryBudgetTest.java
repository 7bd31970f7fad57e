package io.tapmesh.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class MemoryBudgetTest {

  private final AtomicReference<Double> buffers = new AtomicReference<>(0.0);
  private final AtomicReference<Double> heap = new AtomicReference<>(0.0);
  private final MemoryBudget memory = new MemoryBudget(buffers::get, heap::get);

  private String shedAt(double buffersShare, double heapShare) {
    buffers.set(buffersShare);
    heap.set(heapShare);
    memory.sampleHeap();
    return (memory.refusesConnections() ? "connections " : "")
        + (memory.refusesRequests() ? "requests " : "")
        + (memory.resetsStalled() ? "stalled" : "");
  }

  @Test
  void shedsMoreTheLessThereIs() {
    assertThat(shedAt(0.79, 0.1)).isEmpty();
    assertThat(shedAt(0.80, 0.1)).isEqualTo("connections ");
    assertThat(shedAt(0.88, 0.1)).isEqualTo("connections requests ");
    assertThat(shedAt(0.95, 0.1)).isEqualTo("connections requests stalled");
    assertThat(shedAt(0.1, 0.9)).isEqualTo("connections requests ");
    assertThat(shedAt(0.1, 0.2)).as("when there is room again").isEmpty();
  }

  @Test
  void noticesAtOnceWhatBuffersHold() {
    memory.sampleHeap();
    assertThat(memory.refusesConnections()).isFalse();

    buffers.set(0.9);

    assertThat(memory.refusesConnections()).isTrue();
    assertThat(memory.share()).isEqualTo(0.9);
  }
}
