/** OpenSLO documents, error budgets and burn rates. */
@NullMarked
package io.tapmesh.api.slo;

import org.jspecify.annotations.NullMarked;
