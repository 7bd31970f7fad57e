package io.tapmesh.embedded.kafka;

import java.util.Properties;
import kafka.server.KafkaConfig;

/**
 * The broker's settings. Kafka's defaults are made for a machine of its own; these bound threads,
 * memory and disk for a broker that shares a process with everything else.
 */
final class BrokerConfig {

  static final int NODE_ID = 1;
  static final String BROKER_LISTENER = "PLAINTEXT";
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  private BrokerConfig() {}

  static KafkaConfig of(KafkaOptions options, int brokerPort, int controllerPort) {
    Properties p = new Properties();
    addIdentity(p, options, brokerPort, controllerPort);
    addLogs(p, options);
    addThreads(p);
    addInternalTopics(p);
    return KafkaConfig.fromProps(p, false);
  }

  private static void addIdentity(
      Properties p, KafkaOptions options, int brokerPort, int controllerPort) {
    p.put("process.roles", "broker,controller");
    p.put("node.id", Integer.toString(NODE_ID));
    p.put("controller.listener.names", CONTROLLER_LISTENER);
    p.put("inter.broker.listener.name", BROKER_LISTENER);
    p.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
    p.put(
        "listeners",
        BROKER_LISTENER
            + "://127.0.0.1:"
            + brokerPort
            + ","
            + CONTROLLER_LISTENER
            + "://127.0.0.1:"
            + controllerPort);
    p.put("advertised.listeners", BROKER_LISTENER + "://127.0.0.1:" + brokerPort);
    p.put(
        "listener.security.protocol.map",
        BROKER_LISTENER + ":PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
    p.put("log.dirs", options.dataDir().toString());
    // A misspelt topic must be an error that someone sees, not a new topic.
    p.put("auto.create.topics.enable", "false");
    p.put("message.max.bytes", Integer.toString(options.messageMaxBytes()));
  }

  private static void addLogs(Properties p, KafkaOptions options) {
    p.put("log.retention.bytes", Long.toString(options.retentionBytes()));
    p.put("log.segment.bytes", Integer.toString(options.segmentBytes()));
    // Each segment maps two index files of this size; 10 MiB is the default.
    p.put("log.index.size.max.bytes", Integer.toString(512 << 10));
    p.put("log.preallocate", "false");
    p.put("log.retention.check.interval.ms", "30000");
    // 128 MiB by default, held for as long as the broker runs.
    p.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20));
    p.put("log.cleaner.io.buffer.size", Integer.toString(256 << 10));
    p.put("metadata.log.segment.bytes", Integer.toString(8 << 20));
    p.put("metadata.max.retention.bytes", Integer.toString(32 << 20));
  }

  private static void addThreads(Properties p) {
    p.put("num.network.threads", "1");
    p.put("num.io.threads", "2");
    p.put("background.threads", "2");
    p.put("num.replica.fetchers", "1");
    p.put("log.cleaner.threads", "1");
    p.put("num.recovery.threads.per.data.dir", "1");
    p.put("group.coordinator.threads", "1");
    p.put("share.coordinator.threads", "1");
    p.put("queued.max.requests", "64");
  }

  private static void addInternalTopics(Properties p) {
    p.put("default.replication.factor", "1");
    p.put("min.insync.replicas", "1");
    p.put("offsets.topic.num.partitions", "1");
    p.put("offsets.topic.replication.factor", "1");
    p.put("offsets.topic.segment.bytes", Integer.toString(8 << 20));
    // Offsets are the collector's memory of what is stored: they outlive a long holiday.
    p.put("offsets.retention.minutes", Integer.toString(90 * 24 * 60));
    p.put("transaction.state.log.num.partitions", "1");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("share.coordinator.state.topic.num.partitions", "1");
    p.put("share.coordinator.state.topic.replication.factor", "1");
    p.put("share.coordinator.state.topic.min.isr", "1");
    // The wait is there for many members starting at once; here there are few.
    p.put("group.initial.rebalance.delay.ms", "0");
  }
}
