package io.tapmesh.embedded.kafka;

import kafka.server.FaultHandlerFactory;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.server.fault.FaultHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kafka's own handlers end the JVM on a fatal fault; here the rest of the process lives on. */
final class LoggedFaults implements FaultHandlerFactory {

  private static final Logger log = LoggerFactory.getLogger(LoggedFaults.class);

  @Override
  public FaultHandler build(String name, boolean fatal, Runnable action) {
    return (message, cause) -> {
      log.error("Kafka {} fault in {}: {}", fatal ? "fatal" : "recoverable", name, message, cause);
      action.run();
      return new KafkaException(name + ": " + message, cause);
    };
  }
}
