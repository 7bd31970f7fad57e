/** The demo: the sample shop, its proxies and everything that watches them. */
@NullMarked
package io.tapmesh.standalone.demo;

import org.jspecify.annotations.NullMarked;
