/** The contract between the parts: names that more than one of them must spell the same way. */
@NullMarked
package io.tapmesh.schemas;

import org.jspecify.annotations.NullMarked;
