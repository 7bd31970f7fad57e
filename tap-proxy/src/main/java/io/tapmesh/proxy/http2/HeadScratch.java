package io.tapmesh.proxy.http2;

import io.tapmesh.proxy.http2.hpack.HeaderList;

/**
 * Heads on their way through: read and written on within one call, so that one set of them serves
 * all connections of an event loop.
 */
public final class HeadScratch {

  final HeaderList decoded = new HeaderList();
  final RequestFields request = new RequestFields();
  final ResponseFields response = new ResponseFields();
  final TrailerFields trailers = new TrailerFields();

  /** For heads that are to be written. */
  public final HeaderList out = new HeaderList();

  public final HeadEdits edits = new HeadEdits();
}
