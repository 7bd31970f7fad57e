/**
 * HTTP/2 (<a href="https://www.rfc-editor.org/rfc/rfc9113">RFC 9113</a>) over plain buffers:
 * frames, streams, flow control and the rules for heads, for both ends of a connection. Knows
 * nothing of relaying.
 */
@NullMarked
package io.tapmesh.proxy.http2;

import org.jspecify.annotations.NullMarked;
