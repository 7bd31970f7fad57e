package io.tapmesh.embedded.kafka;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.internals.Exit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka halts the JVM where it can go on no longer, for instance when its disk is full. In a shared
 * process that would take the other parts with it without a word; here the thread that gave up ends
 * with an exception and one line says why.
 */
final class JvmExits {

  private static final Logger log = LoggerFactory.getLogger(JvmExits.class);

  private JvmExits() {}

  static void prevent() {
    Exit.setHaltProcedure(JvmExits::refuse);
    Exit.setExitProcedure(JvmExits::refuse);
  }

  private static void refuse(int status, @Nullable String reason) {
    String why = reason == null ? "no reason given" : reason;
    log.error("Kafka gave up (status {}): {}; is its disk full?", status, why);
    throw new KafkaException("Kafka gave up (status " + status + "): " + why);
  }
}
