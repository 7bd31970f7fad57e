/** TLS that the proxy itself speaks: certificates from files, handshakes, what they settled. */
@NullMarked
package io.tapmesh.proxy.tls;

import org.jspecify.annotations.NullMarked;
