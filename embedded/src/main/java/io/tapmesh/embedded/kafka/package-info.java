/** A Kafka broker (KRaft, one node) inside this process. */
@NullMarked
package io.tapmesh.embedded.kafka;

import org.jspecify.annotations.NullMarked;
