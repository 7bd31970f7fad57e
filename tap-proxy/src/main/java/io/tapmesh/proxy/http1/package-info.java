/**
 * HTTP/1.x as bytes: strict parsing of heads and bodies, and writing heads back as they came in.
 */
@NullMarked
package io.tapmesh.proxy.http1;

import org.jspecify.annotations.NullMarked;
