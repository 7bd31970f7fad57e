/** What the collector counts about itself, and its admin port. */
@NullMarked
package io.tapmesh.collector.metrics;

import org.jspecify.annotations.NullMarked;
