/** What all versions of HTTP share: names of headers, and how heads are looked at and changed. */
@NullMarked
package io.tapmesh.proxy.http;

import org.jspecify.annotations.NullMarked;
