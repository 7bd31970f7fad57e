package io.tapmesh.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tapmesh.proxy.relay.MemoryBudget;
import io.tapmesh.proxy.telemetry.PrometheusText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How much memory the process may take and does take, for the admin port. */
final class MemoryReport {

  private static final Logger log = LoggerFactory.getLogger(MemoryReport.class);
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int KIBIBYTE = 1024;

  private final MemoryBudget memory;

  MemoryReport(MemoryBudget memory) {
    this.memory = memory;
  }

  /** Says so if the JVM was allowed more than the configuration does. */
  static void check(ProxyConfig config) {
    Runtime jvm = Runtime.getRuntime();
    long buffers = MemoryBudget.buffersBytes(config.memoryBudgetBytes());
    long allowed = jvm.maxMemory() + buffers + MemoryBudget.JVM_SHARE_BYTES;
    if (allowed > config.memoryBudgetBytes() + config.memoryBudgetBytes() / 10) {
      log.warn(
          "memory.budget is {} MiB, but this JVM may take {}: heap {}, buffers {}, itself {}."
              + " ./tapmesh run proxy chooses a heap that fits",
          config.memoryBudgetBytes() >> 20,
          allowed >> 20,
          jvm.maxMemory() >> 20,
          buffers >> 20,
          MemoryBudget.JVM_SHARE_BYTES >> 20);
    }
  }

  void write(ProxyConfig config, PrometheusText text) {
    Runtime jvm = Runtime.getRuntime();
    text.gauge(
        "tapmesh_proxy_memory_budget_bytes",
        "memory.budget, for the process.",
        config.memoryBudgetBytes());
    text.gauge(
        "tapmesh_proxy_memory_used_percent",
        "How full heap or buffers are, whichever is more; above 80 something is refused.",
        Math.round(memory.share() * 100));
    text.gauge("tapmesh_proxy_heap_used_bytes", "With garbage.", used(jvm));
    text.gauge("tapmesh_proxy_heap_max_bytes", "-Xmx.", jvm.maxMemory());
    text.gauge(
        "tapmesh_proxy_buffers_used_bytes",
        "Direct memory that buffers reserve.",
        MemoryBudget.directUsedBytes());
    text.gauge(
        "tapmesh_proxy_buffers_max_bytes",
        "What they may.",
        MemoryBudget.buffersBytes(config.memoryBudgetBytes()));
    Long resident = residentBytes();
    if (resident != null) {
      text.gauge("process_resident_memory_bytes", "As the system counts it.", resident);
    }
  }

  void write(ProxyConfig config, ObjectNode to) {
    Runtime jvm = Runtime.getRuntime();
    to.put("budgetBytes", config.memoryBudgetBytes());
    to.put("usedPercent", Math.round(memory.share() * 100));
    to.put("heapUsedBytes", used(jvm));
    to.put("heapMaxBytes", jvm.maxMemory());
    to.put("buffersUsedBytes", MemoryBudget.directUsedBytes());
    to.put("buffersMaxBytes", MemoryBudget.buffersBytes(config.memoryBudgetBytes()));
    Long resident = residentBytes();
    if (resident != null) {
      to.put("residentBytes", resident);
    }
  }

  private static long used(Runtime jvm) {
    return jvm.totalMemory() - jvm.freeMemory();
  }

  /** Null on systems that do not tell. */
  private static @Nullable Long residentBytes() {
    try {
      for (String line : Files.readAllLines(STATUS, US_ASCII)) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * KIBIBYTE;
        }
      }
      return null;
    } catch (IOException e) {
      return null;
    }
  }
}
