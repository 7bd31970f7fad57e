package io.tapmesh.proxy.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessorBindingTest {

  @Test
  void readsTheKernelsLists() {
    assertEquals(List.of(0), ProcessorBinding.processors("0"));
    assertEquals(List.of(2, 3), ProcessorBinding.processors("2-3"));
    assertEquals(List.of(0, 1, 2, 8, 10, 11), ProcessorBinding.processors("0-2,8,10-11"));
  }

  @Test
  void eachLoopHasAProcessorOfItsOwnIfThereAreAsMany() throws Exception {
    List<String> each = ProcessorBinding.usable().stream().map(String::valueOf).sorted().toList();
    for (int proxy = 0; proxy < 2; proxy++) {
      assertEquals(each, afterBinding(each.size()).stream().sorted().toList());
    }
  }

  @Test
  void fewerOrMoreLoopsAreLeftToTheKernel() throws Exception {
    String all = allowed("self");
    int processors = ProcessorBinding.usable().size();
    assertEquals(List.of(all), afterBinding(1));
    List<String> more = new ArrayList<>();
    for (int i = 0; i <= processors; i++) {
      more.add(all);
    }
    assertEquals(more, afterBinding(processors + 1));
  }

  /** Where each of some event loops may run. */
  private static List<String> afterBinding(int loops) throws Exception {
    MultiThreadIoEventLoopGroup group = Transport.of("auto").newGroup(loops, "bound");
    try {
      ProcessorBinding.bind(group);
      List<String> allowed = new ArrayList<>();
      for (EventExecutor loop : group) {
        allowed.add(allowed("self/task/" + ProcessorBinding.threadId(loop)));
      }
      return allowed;
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  private static String allowed(String thread) throws Exception {
    return Files.readAllLines(Path.of("/proc", thread, "status"), US_ASCII).stream()
        .filter(line -> line.startsWith("Cpus_allowed_list:"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElseThrow();
  }
}
