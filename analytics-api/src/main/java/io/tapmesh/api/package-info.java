/**
 * Questions about the mesh's traffic, answered over HTTP from ClickHouse; serves the UI as well.
 */
@NullMarked
package io.tapmesh.api;

import org.jspecify.annotations.NullMarked;
