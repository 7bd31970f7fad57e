/** What is recorded beside the relay, and its way to Kafka. */
@NullMarked
package io.tapmesh.proxy.telemetry;

import org.jspecify.annotations.NullMarked;
