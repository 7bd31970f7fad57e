package io.tapmesh.collector.ingest;

import io.tapmesh.collector.decode.UndecodableException.Reason;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that could not be decoded.
 *
 * @param sentence why, for people
 */
record PoisonRecord(ConsumerRecord<byte[], byte[]> record, Reason reason, String sentence) {}
