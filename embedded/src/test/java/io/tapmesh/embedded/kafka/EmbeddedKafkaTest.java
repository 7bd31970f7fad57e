package io.tapmesh.embedded.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {

  @TempDir Path dir;

  @Test
  void keepsRecordsAndOffsetsOverARestartOnTheSamePort() throws Exception {
    KafkaOptions options = KafkaOptions.in(dir);
    int port;
    try (EmbeddedKafka kafka = EmbeddedKafka.start(options)) {
      port = kafka.port();
      kafka.createTopics(Map.of("t", 2));
      Clients.produce(kafka.bootstrapServers(), "t", List.of("a", "b", "c"));
      Clients.commit(kafka.bootstrapServers(), "group", "t", 0, 1, "plan=7");
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(options.withPort(port))) {
      assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
      assertThat(Clients.consume(kafka.bootstrapServers(), "t", 3))
          .containsExactlyInAnyOrder("a", "b", "c");
      assertThat(Clients.committed(kafka.bootstrapServers(), "group", "t", 0).metadata())
          .isEqualTo("plan=7");
    }
  }

  @Test
  void leavesAnExistingTopicAsItIs() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(dir))) {
      kafka.createTopics(Map.of("t", 2));
      kafka.createTopics(Map.of("t", 5, "u", 1));
      try (Admin admin = Clients.admin(kafka.bootstrapServers())) {
        var topics = admin.describeTopics(List.of("t", "u")).allTopicNames().get();
        assertThat(topics.get("t").partitions()).hasSize(2);
        assertThat(topics.get("u").partitions()).hasSize(1);
      }
    }
  }

  @Test
  void doesNotCreateATopicBecauseSomeoneAskedForIt() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(dir));
        Admin admin = Clients.admin(kafka.bootstrapServers())) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> admin.describeTopics(List.of("misspelt")).allTopicNames().get())
          .withCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }
  }

  @Test
  void saysWhichPortIsTaken() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      KafkaOptions options = KafkaOptions.in(dir).withPort(other.getLocalPort());
      assertThatThrownBy(() -> EmbeddedKafka.start(options))
          .isInstanceOfSatisfying(
              StartupException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE))
          .hasMessageContaining("127.0.0.1:" + other.getLocalPort());
    }
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void saysThatTheDataDirectoryIsInUse() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(dir))) {
      assertThat(kafka.port()).isPositive();
      assertThatThrownBy(() -> EmbeddedKafka.start(KafkaOptions.in(dir)))
          .isInstanceOfSatisfying(
              StartupException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE))
          .hasMessage("Kafka is already running on the data directory " + dir);
    }
  }

  @Test
  void kcatReadsATopic() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(dir))) {
      kafka.createTopics(Map.of("t", 1));
      Clients.produce(kafka.bootstrapServers(), "t", List.of("one", "two"));
      Process kcat;
      try {
        kcat =
            new ProcessBuilder("kcat", "-C", "-e", "-q", "-b", kafka.bootstrapServers(), "-t", "t")
                .redirectErrorStream(true)
                .start();
      } catch (IOException e) {
        throw new AssertionError("this test needs kcat: install the package kcat", e);
      }
      String output = new String(kcat.getInputStream().readAllBytes(), UTF_8);
      assertThat(kcat.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(output.lines()).containsExactly("one", "two");
    }
  }
}
