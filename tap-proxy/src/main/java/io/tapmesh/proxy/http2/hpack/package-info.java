/**
 * Header compression of HTTP/2, <a href="https://www.rfc-editor.org/rfc/rfc7541">RFC 7541</a>, made
 * for relaying: fields that came compressed leave compressed without being made anew.
 */
@NullMarked
package io.tapmesh.proxy.http2.hpack;

import org.jspecify.annotations.NullMarked;
