/** How complete the stored data is. */
@NullMarked
package io.tapmesh.api.ingest;

import org.jspecify.annotations.NullMarked;
