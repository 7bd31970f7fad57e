/**
 * The sample shop: small services that know nothing of tracing and nothing of Tapmesh, except that
 * they pass on headers. An architecture test holds that.
 */
@NullMarked
package io.tapmesh.standalone.shop;

import org.jspecify.annotations.NullMarked;
